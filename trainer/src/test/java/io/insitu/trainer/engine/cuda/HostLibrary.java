package io.insitu.trainer.engine.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;

/**
 * Kernels compiled by g++ from the very text that a device gets, in the words of host.cuh. Compiled once for each text and kept
 * under target; loaded once for each Java.
 */
final class HostLibrary {
    private static final Path FOLDER = Path.of("target", "host-kernels").toAbsolutePath();
    private static final Pattern KERNEL = Pattern.compile("^KERNEL(?:_BOUNDS)?\\((\\w+)", Pattern.MULTILINE);
    private static final Map<Kernel, Long> FUNCTIONS = new HashMap<>();
    private static boolean launcher;

    private HostLibrary() {}

    /** Whether there is a compiler; without one nothing can be checked here. */
    static boolean present() {
        try {
            return new ProcessBuilder("g++", "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs all blocks; the threads of each in ascending order or the other way round. */
    static synchronized void run(Kernel kernel, Launch launch, boolean descending, long... arguments) {
        long function = FUNCTIONS.computeIfAbsent(kernel, HostLibrary::load);
        int[] dims = {
            launch.gridX(), launch.gridY(), launch.gridZ(), launch.threads(), launch.sharedBytes(), descending ? 1 : 0
        };
        try (IntPointer shape = new IntPointer(dims);
                LongPointer slots = new LongPointer(arguments.length == 0 ? new long[1] : arguments)) {
            long message = run(function, shape.address(), slots.address(), arguments.length);
            if (message != 0) {
                throw new IllegalStateException(kernel.function() + ": " + text(message));
            }
        }
    }

    /** Row by row the sums of op(a) op(b), of bf16 numbers at these addresses. */
    static synchronized float[] multiply(long a, long b, Product p) {
        launcher();
        try (FloatPointer sums = new FloatPointer((long) p.d().rows() * p.d().columns());
                LongPointer numbers = new LongPointer(
                        a,
                        p.a().stride(),
                        p.transposeA() ? 1 : 0,
                        b,
                        p.b().stride(),
                        p.transposeB() ? 1 : 0,
                        sums.address(),
                        p.d().rows(),
                        p.d().columns(),
                        p.depth())) {
            multiply(numbers.address());
            float[] result = new float[p.d().rows() * p.d().columns()];
            sums.get(result);
            return result;
        }
    }

    private static void launcher() {
        if (!launcher) {
            System.load(compiled("launcher", resource("launcher.cpp")).toString());
            launcher = true;
        }
    }

    private static long load(Kernel kernel) {
        launcher();
        try (BytePointer path = new BytePointer(library(kernel).toString());
                BytePointer name = new BytePointer("insitu_run_" + kernel.function())) {
            long library = open(path.address());
            long function = library == 0 ? 0 : find(library, name.address());
            if (function == 0) {
                throw new IllegalStateException(kernel + " has no such function");
            }
            return function;
        }
    }

    private static Path library(Kernel kernel) {
        String source = KernelSource.of(resource("host.cuh"), kernel);
        StringBuilder entries = new StringBuilder(source);
        Matcher functions = KERNEL.matcher(source.substring(source.indexOf("#line 1 \"common.cuh\"")));
        while (functions.find()) {
            entries.append("HOST_ENTRY(").append(functions.group(1)).append(")\n");
        }
        return compiled(kernel.file(), entries.toString());
    }

    private static Path compiled(String name, String source) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(source.getBytes(StandardCharsets.UTF_8));
            String stem = name + "-" + HexFormat.of().formatHex(digest, 0, 8);
            Path library = FOLDER.resolve(stem + ".so");
            if (!Files.exists(library)) {
                Files.createDirectories(FOLDER);
                Path text = Files.writeString(FOLDER.resolve(stem + ".cpp"), source);
                Path fresh = Files.createTempFile(FOLDER, stem, ".so");
                compile(text, fresh);
                Files.move(fresh, library, StandardCopyOption.ATOMIC_MOVE);
            }
            return library;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void compile(Path text, Path library) throws IOException {
        List<String> command = new ArrayList<>(List.of("g++", "-std=c++17", "-O2", "-fPIC", "-shared"));
        command.addAll(
                List.of("-fno-stack-protector", "-U_FORTIFY_SOURCE", "-ffp-contract=off")); // stacks are switched
        command.addAll(List.of(
                "-Wall",
                "-Wextra",
                "-Werror",
                "-Wno-unused-parameter",
                "-Wno-unused-function",
                "-Wno-maybe-uninitialized"));
        command.addAll(List.of("-o", library.toString(), text.toString(), "-ldl"));
        Process compiler = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (compiler.waitFor() != 0) {
                throw new IllegalStateException("g++ refuses " + text + ":\n" + said);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = HostLibrary.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(long address) {
        try (BytePointer c = new At(address)) {
            return c.getString();
        }
    }

    /** What lies at an address that C gave. */
    private static final class At extends BytePointer {
        private At(long address) {
            super((org.bytedeco.javacpp.Pointer) null);
            this.address = address;
        }
    }

    private static native long open(long path);

    private static native long find(long library, long name);

    private static native void multiply(long product);

    private static native long run(long function, long dims, long slots, int count);
}
