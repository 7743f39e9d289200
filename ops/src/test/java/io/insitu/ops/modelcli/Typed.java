package io.insitu.ops.modelcli;

import io.insitu.ops.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** A command as somebody types it: what it printed, what it complained about, how it ended. */
public record Typed(int exitCode, String out, String complaint) {
    public static Typed of(Object... arguments) {
        String[] words = new String[arguments.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = arguments[i].toString();
        }
        StringWriter complaint = new StringWriter();
        CommandLine line = Main.commandLine().setErr(new PrintWriter(complaint));
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            int code = line.execute(words);
            return new Typed(code, printed.toString(StandardCharsets.UTF_8), complaint.toString());
        } finally {
            System.setOut(before);
        }
    }
}
