package io.insitu.trainer.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.schemas.model.LoraAdapter;
import io.insitu.schemas.model.PeftFolder;
import io.insitu.schemas.model.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A reference model with inputs and float64 results, kept beside the repository and not in it. */
record Fixtures(Path folder, JsonNode cases, JsonNode expected, SafetensorsFile tensors) {
    static Fixtures open(String name) throws IOException {
        Path at = Path.of("").toAbsolutePath();
        while (at != null && !Files.isDirectory(at.resolve("shared/fixtures/trainer"))) {
            at = at.getParent();
        }
        Assumptions.assumeTrue(at != null, "no shared/fixtures/trainer above this folder: reference not compared");
        Path folder = at.resolve("shared/fixtures/trainer").resolve(name);
        ObjectMapper json = new ObjectMapper();
        return new Fixtures(
                folder,
                json.readTree(folder.resolve("cases.json").toFile()),
                json.readTree(folder.resolve("expected.json").toFile()).path("values"),
                SafetensorsFile.open(folder.resolve("expected.safetensors")));
    }

    /** The starting adapter, as one that fits this base. */
    LoraAdapter adapter(BaseModel base) throws IOException {
        return PeftFolder.read(folder.resolve("adapter_init")).onBase(base.id());
    }

    static int[] tokens(JsonNode node) {
        int[] tokens = new int[node.size()];
        for (int t = 0; t < tokens.length; t++) {
            tokens[t] = node.get(t).asInt();
        }
        return tokens;
    }

    List<Example> sft() {
        List<Example> batch = new ArrayList<>();
        for (JsonNode sequence : cases.path("sft").path("sequences")) {
            batch.add(Example.imitate(tokens(sequence.path("tokens")), weights(sequence)));
        }
        return batch;
    }

    /** Index t - 1 of old_logps belongs to token t. */
    List<Example> nft() {
        List<Example> batch = new ArrayList<>();
        for (JsonNode group : cases.path("grpo").path("groups")) {
            double correct = 0;
            for (JsonNode attempt : group) {
                correct += attempt.path("reward").asDouble() > 0.5 ? 1 : 0;
            }
            for (JsonNode attempt : group) {
                int[] tokens = tokens(attempt.path("tokens"));
                float[] old = new float[tokens.length];
                for (int t = 1; t < old.length; t++) {
                    old[t] = (float) attempt.path("old_logps").get(t - 1).asDouble();
                }
                boolean passed = attempt.path("reward").asDouble() > 0.5;
                batch.add(Example.judged(tokens, weights(attempt), old, passed, correct / group.size()));
            }
        }
        return batch;
    }

    private static float[] weights(JsonNode sequence) {
        float[] weights = new float[sequence.path("mask").size()];
        for (int t = 0; t < weights.length; t++) {
            weights[t] = sequence.path("mask").get(t).asInt();
        }
        return weights;
    }
}
