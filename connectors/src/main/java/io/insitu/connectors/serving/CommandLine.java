package io.insitu.connectors.serving;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * ONNX Runtime 1.29 reads the process's command line when it is loaded, and ends the whole JVM with a segmentation
 * fault when that is about 4 kB or longer, as a class path easily is. We say so instead.
 */
final class CommandLine {
    static final int LIMIT = 3_800; // measured: 3,900 bytes are fine, 4,050 are not

    private CommandLine() {}

    static void check() {
        Path own = Path.of("/proc/self/cmdline");
        if (!Files.isReadable(own)) {
            return; // not Linux
        }
        try {
            check(Files.readAllBytes(own).length);
        } catch (IOException e) {
            return; // it cannot be told; the limit is rarely reached
        }
    }

    static void check(int length) {
        if (length > LIMIT) {
            throw new ServingException("the JVM's command line has " + length + " bytes, ONNX Runtime bears " + LIMIT
                    + "; give the class path as CLASSPATH, as folder/* or in an @file");
        }
    }
}
