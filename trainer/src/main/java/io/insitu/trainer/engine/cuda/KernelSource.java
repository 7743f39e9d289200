package io.insitu.trainer.engine.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The whole text of a kernel file, as a compiler takes it that finds no headers: the words of the device, what kernels share, and
 * the file, in which a line {@code #include "x.cuh"} stands for that resource.
 */
final class KernelSource {
    private static final Pattern INCLUDE = Pattern.compile("^#include \"([a-z_0-9]+\\.cuh)\"\\R", Pattern.MULTILINE);

    private KernelSource() {}

    /** For a device. */
    static String of(Kernel kernel) {
        return of(resource("device.cuh"), kernel);
    }

    /** In words of one's own: tests have those of a host. */
    static String of(String words, Kernel kernel) {
        Set<String> included = new HashSet<>();
        return words + "#line 1 \"common.cuh\"\n" + resource("common.cuh") + "#line 1 \"" + kernel.file() + ".cu\"\n"
                + resolved(resource(kernel.file() + ".cu"), included);
    }

    private static String resolved(String text, Set<String> included) {
        Matcher include = INCLUDE.matcher(text);
        StringBuilder result = new StringBuilder();
        while (include.find()) {
            String name = include.group(1);
            String shared = included.add(name) ? resolved(resource(name), included) : "";
            include.appendReplacement(result, Matcher.quoteReplacement(shared));
        }
        return include.appendTail(result).toString();
    }

    private static String resource(String name) {
        try (InputStream in = KernelSource.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("no resource " + name + " beside " + KernelSource.class.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }
}
