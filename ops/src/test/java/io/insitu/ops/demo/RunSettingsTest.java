package io.insitu.ops.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.insitu.ops.ExitCode;
import io.insitu.ops.UserError;
import io.insitu.ops.site.DataFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunSettingsTest {
    @TempDir
    Path root;

    private DataFolder folder;

    @BeforeEach
    void folder() {
        folder = DataFolder.create(root);
    }

    @Test
    void theSameRunMayGoOnAtAnotherPace() {
        run("parcels", "d1", 1, 8).claim(folder);

        assertThatCode(() -> run("parcels", "d1", 1, 20).claim(folder)).doesNotThrowAnyException();
    }

    @Test
    void lookingAtAFolderClaimsNothing() {
        run("parcels", "d1", 1, 8).refuseAnother(folder);

        assertThat(folder.run()).doesNotExist();
    }

    @Test
    void aWorldFileMayMove() {
        run("here/world.json", "d1", 1, 8).claim(folder);

        assertThatCode(() -> run("there/world.json", "d1", 1, 8).claim(folder)).doesNotThrowAnyException();
    }

    @Test
    void anotherWorldUnderTheSameNameIsRefused() {
        run("world.json", "d1", 1, 8).claim(folder);

        assertThatThrownBy(() -> run("world.json", "d2", 1, 8).claim(folder))
                .isInstanceOfSatisfying(
                        UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("was begun in another world")
                .hasMessageContaining("d1")
                .hasMessageContaining("d2");
    }

    @Test
    void anotherSeedIsAnotherRun() {
        run("parcels", "d1", 1, 8).claim(folder);

        assertThatThrownBy(() -> run("parcels", "d1", 2, 8).claim(folder))
                .hasMessageContaining("holds another run (--world parcels --seed 1");
    }

    @Test
    void aFolderFromBeforeTheDigestWasKeptIsKnownByItsWorldsName() throws Exception {
        Files.writeString(
                folder.run(), "{\"world\":\"parcels\",\"seed\":1,\"episodes\":8,\"arms\":[\"frozen\"],\"pace\":8.0}");

        assertThatCode(() -> run("parcels", "d1", 1, 8).claim(folder)).doesNotThrowAnyException();
        assertThatThrownBy(() -> run("clinic", "d1", 1, 8).claim(folder)).hasMessageContaining("another run");
    }

    @Test
    void aBrokenRunFileIsNamed() throws Exception {
        for (String broken : new String[] {"", "[]", "{\"world\":1}", "{"}) {
            Files.writeString(folder.run(), broken);

            assertThatThrownBy(() -> run("parcels", "d1", 1, 8).claim(folder))
                    .as(broken)
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("run.json cannot be used");
        }
    }

    private static RunSettings run(String world, String digest, long seed, double pace) {
        return new RunSettings(world, digest, seed, 8, List.of("frozen"), pace);
    }
}
