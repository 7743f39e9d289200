package io.insitu.trainer.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.schemas.model.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The same step by transformers and PEFT, in a process of their own, if that Python stack is there. */
final class PeftRun {
    private static final long MINUTES = 8;

    private final String python;
    private final Path script;

    PeftRun(String python, Path script) {
        this.python = python;
        this.script = script;
    }

    /** What it measured. */
    record Measured(double secondsPerStep, double peakGb, String versions) {}

    /** @throws IOException with one line, when the stack is not there or failed */
    Measured run(Shape shape, int steps) throws IOException {
        Path said = Files.createTempFile("peft", ".json"); // a pipe would be waited for without a limit
        Process process = new ProcessBuilder(List.of(python, script.toString()))
                .redirectOutput(said.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            try (var out = process.getOutputStream()) {
                out.write(new ObjectMapper().writeValueAsBytes(question(shape, steps)));
            }
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                throw new IOException("transformers + PEFT took more than " + MINUTES + " minutes");
            }
            return answer(Files.readAllBytes(said));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while transformers + PEFT ran", e);
        } finally {
            process.destroyForcibly();
            Files.delete(said);
        }
    }

    static ObjectNode question(Shape shape, int steps) {
        ModelConfig config = shape.config();
        ObjectNode node = new ObjectMapper().createObjectNode();
        node.put("vocabulary", config.vocabSize());
        node.put("hidden", config.hidden());
        node.put("layers", config.layers());
        node.put("heads", config.heads());
        node.put("kvHeads", config.kvHeads());
        node.put("feedForward", config.feedForward());
        node.put("tied", config.tiedHead());
        node.put("rank", Shape.RANK);
        node.put("rows", shape.rows());
        node.put("sequence", Shape.SEQUENCE);
        node.put("steps", steps);
        return node;
    }

    /** The last line is JSON, or says what is missing. */
    static Measured answer(byte[] said) throws IOException {
        JsonNode node;
        try {
            node = new ObjectMapper().readTree(said);
        } catch (IOException e) {
            throw new IOException("transformers + PEFT said nothing that can be read", e);
        }
        if (node == null || !node.path("secondsPerStep").isNumber()) {
            String why = node == null ? "" : node.path("error").asText("");
            throw new IOException("transformers + PEFT: " + (why.isEmpty() ? "nothing was measured" : why));
        }
        return new Measured(
                node.path("secondsPerStep").asDouble(),
                node.path("peakGb").asDouble(),
                node.path("versions").asText(""));
    }
}
