package io.insitu.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.insitu.ops.ExitCode;
import io.insitu.ops.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportSourceTest {
    private static final String CHAT = "{\"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}";
    private static final String SHARED = "{\"conversations\": [{\"from\": \"human\", \"value\": \"hello\"}]}";

    @TempDir
    Path folder;

    @Test
    void aFolderIsItsFilesByFormatAndSaysWhatItLeavesOut() throws Exception {
        Files.writeString(folder.resolve("b.jsonl"), CHAT);
        Files.writeString(folder.resolve("a.jsonl"), CHAT);
        Files.writeString(folder.resolve("c.json"), SHARED);
        Files.writeString(folder.resolve("LICENSE"), "Do what you like.");
        Files.createDirectory(folder.resolve("more"));
        Path more = Files.writeString(folder.resolve("more").resolve("d.json"), CHAT);
        List<String> leftOut = new ArrayList<>();

        List<ImportSource> sources = ImportSource.of(folder, ImportSource.AUTO, leftOut::add);

        assertThat(sources).extracting(source -> source.format().name()).containsExactly("openai-chat", "sharegpt");
        assertThat(sources.get(0).files()).containsExactly(folder.resolve("a.jsonl"), folder.resolve("b.jsonl"), more);
        assertThat(sources).extracting(ImportSource::leftOut).containsExactly(1, 0);
        assertThat(leftOut).containsExactly(folder.resolve("LICENSE") + ": left out, in no known format");
    }

    @Test
    void aFolderOfFoldersIsTheirFiles() throws Exception {
        for (String name : List.of("x/1", "y")) {
            Files.createDirectories(folder.resolve(name));
            Files.writeString(folder.resolve(name).resolve("runs.json"), SHARED);
        }
        assertThat(ImportSource.of(folder, ImportSource.AUTO, line -> {}))
                .singleElement()
                .satisfies(source -> assertThat(source.files()).hasSize(2));
    }

    @Test
    void aLinkThatLeadsBackIsNotFollowedAndWhatLiesTooDeepIsSaid() throws Exception {
        Path file = Files.writeString(folder.resolve("runs.json"), SHARED);
        Files.createSymbolicLink(folder.resolve("back"), folder);
        Path deep = Files.createDirectories(folder.resolve("1/2/3/4/5/6/7/8"));
        Files.writeString(deep.resolve("runs.json"), SHARED);
        List<String> leftOut = new ArrayList<>();

        assertThat(ImportSource.of(folder, ImportSource.AUTO, leftOut::add))
                .singleElement()
                .satisfies(source -> assertThat(source.files()).containsExactly(file));
        assertThat(leftOut).containsExactly(deep + ": left out, 8 folders deep; import it by its name");
    }

    @Test
    void whatIsHiddenOrCannotBeReadIsSaidAndTheRestGoesOn() throws Exception {
        Path file = Files.writeString(folder.resolve("runs.json"), SHARED);
        Path git = Files.createDirectory(folder.resolve(".git"));
        Files.writeString(git.resolve("runs.json"), SHARED);
        Path hidden = Files.writeString(folder.resolve(".runs.json"), SHARED);
        Path gone = Files.createSymbolicLink(folder.resolve("gone"), folder.resolve("nowhere"));
        Path shut = Files.createDirectory(folder.resolve("shut"));
        Files.writeString(shut.resolve("runs.json"), SHARED);
        Files.setPosixFilePermissions(shut, Set.of());
        boolean refused = !Files.isReadable(shut); // not to whoever may everything
        List<String> leftOut = new ArrayList<>();
        try {
            assertThat(ImportSource.of(folder, ImportSource.AUTO, leftOut::add))
                    .singleElement()
                    .satisfies(
                            source -> assertThat(source.files()).contains(file).doesNotContain(hidden, gone));
        } finally {
            Files.setPosixFilePermissions(shut, PosixFilePermissions.fromString("rwx------"));
        }
        assertThat(leftOut)
                .contains(
                        git + ": left out, hidden; import it by its name",
                        hidden + ": left out, hidden; import it by its name")
                .hasSize(refused ? 3 : 2);
        assertThat(ImportSource.of(git, ImportSource.AUTO, leftOut::add))
                .as("by its name")
                .hasSize(1);
    }

    @Test
    void anAuditOfSeveralFilesGoesOnBeyondOneInNoFormat() throws Exception {
        Path good = Files.writeString(folder.resolve("good.json"), SHARED);
        Path bad = Files.writeString(folder.resolve("notes.txt"), "hello");
        assertThat(Main.commandLine().execute("audit", "--json", good.toString()))
                .isEqualTo(ExitCode.OK);
        assertThat(Main.commandLine().execute("audit", "--json", bad.toString(), good.toString()))
                .isEqualTo(ExitCode.FAILED);
        assertThat(Main.commandLine().execute("audit", "--json", bad.toString()))
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void ofSeveralFilesOneInNoFormatIsRefusedAndTheRestGoesOn() throws Exception {
        Path good = Files.writeString(folder.resolve("good.json"), SHARED);
        Path bad = Files.writeString(folder.resolve("notes.txt"), "hello");

        ImportSources sources = ImportSources.of(List.of(bad, good), ImportSource.AUTO, line -> {});

        assertThat(sources.known()).extracting(ImportSource::path).containsExactly(good);
        assertThat(sources.refused())
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.line()).contains("notes.txt", "in no known format; known: "));
        assertThat(Main.commandLine().execute("import", "--json", bad.toString(), good.toString()))
                .isEqualTo(ExitCode.FAILED);
        assertThat(Main.commandLine().execute("import", "--json", bad.toString(), bad.toString()))
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void whatIsInNoFormatIsOneLineThatNamesTheFormats() throws Exception {
        Path file = Files.writeString(folder.resolve("notes.txt"), "hello");
        for (Path path : List.of(file, folder)) {
            assertThatThrownBy(() -> ImportSource.of(path, ImportSource.AUTO, line -> {}))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("in no known format; known: tau-bench, tau2")
                    .satisfies(
                            error -> assertThat(((UserError) error).exitCode()).isEqualTo(2));
        }
    }
}
