package io.insitu.ops.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.ops.UserError;
import io.insitu.schemas.model.ModelConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * The same step by transformers and PEFT, in a process that works when it is asked and sleeps otherwise, so that both take
 * turns on the same machine. It ends with its parent.
 */
final class PeftPeer implements AutoCloseable {
    private static final String SCRIPT = "/bench/peft_step.py";
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Its threads go on spinning for a moment when a step is over, and would take ours the processor. */
    private static final long UNTIL_STILL_MS = 300;

    private final Process process;
    private final OutputStream asked;
    private final BufferedReader answers;
    private final int tokens;
    private final JsonNode start;

    private PeftPeer(Process process, int tokens, ObjectNode shape) throws IOException {
        this.process = process;
        this.asked = process.getOutputStream();
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.tokens = tokens;
        boolean started = false;
        try {
            start = ask(shape.toString());
            started = true;
        } finally {
            if (!started) {
                close();
            }
        }
    }

    /** @param python a command that has torch, transformers and peft */
    static PeftPeer start(String python, ModelConfig config, int threads, int sequences) {
        ObjectNode shape = JSON.createObjectNode();
        shape.put("vocabulary", config.vocabSize());
        shape.put("hidden", config.hidden());
        shape.put("layers", config.layers());
        shape.put("heads", config.heads());
        shape.put("kvHeads", config.kvHeads());
        shape.put("feedForward", config.feedForward());
        shape.put("tied", config.tiedHead());
        shape.put("rank", TrainMeasure.RANK);
        shape.put("sequence", TrainMeasure.SEQUENCE);
        shape.put("sequences", sequences);
        shape.put("threads", threads);
        try (InputStream script = Objects.requireNonNull(PeftPeer.class.getResourceAsStream(SCRIPT), SCRIPT)) {
            String text = new String(script.readAllBytes(), StandardCharsets.UTF_8);
            Process process = new ProcessBuilder(List.of(python, "-c", text))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new PeftPeer(process, sequences * TrainMeasure.SEQUENCE, shape);
        } catch (IOException e) {
            throw new UserError("--peft " + python + ": " + UserError.reason(e));
        }
    }

    /** What it is, with versions. */
    String versions() {
        return start.path("versions").asText();
    }

    /** Sequences it takes at once, the fastest it found. */
    int microBatch() {
        return start.path("microBatch").asInt();
    }

    /** One step, by its own clocks. */
    Timed step() {
        try {
            JsonNode said = ask("step");
            Thread.sleep(UNTIL_STILL_MS);
            return new Timed(
                    tokens,
                    said.path("seconds").asDouble(),
                    said.path("cpuSeconds").asDouble());
        } catch (IOException e) {
            throw new UserError("transformers + PEFT: " + UserError.reason(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted while transformers + PEFT worked");
        }
    }

    private JsonNode ask(String line) throws IOException {
        try {
            asked.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            asked.flush();
        } catch (IOException e) {
            throw new IOException("it ended by itself", e);
        }
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("it ended by itself");
        }
        JsonNode said = JSON.readTree(answer);
        if (said.has("error")) {
            throw new IOException(said.path("error").asText());
        }
        return said;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
