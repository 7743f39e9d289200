package io.insitu.trainer.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelCacheTest {
    @TempDir
    Path folder;

    private final AtomicInteger compiled = new AtomicInteger();

    private byte[] get(Path where, String key) {
        return new KernelCache(where).get(key, () -> {
            compiled.incrementAndGet();
            return ("code of " + key).getBytes(StandardCharsets.UTF_8);
        });
    }

    @Test
    void whatWasCompiledOnceIsNotCompiledAgain() {
        byte[] first = get(folder, "a");
        assertThat(get(folder, "a")).isEqualTo(first).asString().isEqualTo("code of a");
        assertThat(compiled).hasValue(1);
        assertThat(get(folder, "b")).asString().isEqualTo("code of b");
        assertThat(compiled).hasValue(2);
    }

    @Test
    void aDamagedFileIsMadeAnewAndRepaired() throws Exception {
        get(folder, "a");
        Path file = files().get(0);
        byte[] whole = Files.readAllBytes(file);
        byte[] changed = whole.clone();
        changed[changed.length - 1] ^= 1;
        int expected = 1;
        for (byte[] damaged : List.of(changed, new byte[0], new byte[32], half(whole))) {
            Files.write(file, damaged);
            assertThat(get(folder, "a")).asString().isEqualTo("code of a");
            assertThat(compiled).hasValue(++expected);
            assertThat(Files.readAllBytes(file)).isEqualTo(whole);
        }
        assertThat(files()).as("nothing half written is left").containsExactly(file);
    }

    private static byte[] half(byte[] whole) {
        return Arrays.copyOf(whole, whole.length - 3);
    }

    @Test
    void whereNothingCanBeWrittenKernelsAreCompiledAllTheSame() throws Exception {
        Path noFolder = Files.writeString(folder.resolve("file"), "");
        assertThat(get(noFolder, "a")).asString().isEqualTo("code of a");
        assertThat(get(noFolder, "a")).asString().isEqualTo("code of a");
        assertThat(compiled).hasValue(2);
    }

    private List<Path> files() throws Exception {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }
}
