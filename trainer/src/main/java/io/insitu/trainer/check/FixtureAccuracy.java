package io.insitu.trainer.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.schemas.model.SafetensorsFile;
import io.insitu.schemas.model.Tensor;
import io.insitu.trainer.fixture.FixtureRun;
import io.insitu.trainer.model.Backend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A fixture folder computed on a device, beside float64 results of an independent implementation. What is promised of bf16: losses
 * within 1e-2, the gradient of a case (all its tensors as one vector) within 3e-2 of its length. Nothing is promised of GRPO's
 * gradient: its clip is a step, and a token that bf16 moves over it changes the gradient by all that the token is worth.
 */
public record FixtureAccuracy(String name, Worst loss, Worst gradient, Worst clipped) {
    static final double LOSSES = 1e-2;
    static final double GRADIENTS = 3e-2;

    /** The largest of some differences, and whose it is; what is no number is larger than all. */
    record Worst(String of, double value) {
        static final Worst NONE = new Worst("", 0);

        Worst or(String what, double difference) {
            if (difference <= value) {
                return this;
            }
            return new Worst(what, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
        }
    }

    public static FixtureAccuracy of(Backend backend, Path folder) throws IOException {
        JsonNode expected = new ObjectMapper()
                .readTree(folder.resolve("expected.json").toFile())
                .path("values");
        SafetensorsFile reference = SafetensorsFile.open(folder.resolve("expected.safetensors"));
        try (FixtureRun run = FixtureRun.of(backend, folder)) {
            SortedMap<String, Distance> cases = new TreeMap<>();
            for (Map.Entry<String, Tensor> computed : run.tensors().entrySet()) {
                int end = computed.getKey().indexOf(".grad.");
                if (end >= 0) {
                    cases.computeIfAbsent(computed.getKey().substring(0, end), name -> new Distance())
                            .add(computed.getValue(), reference.read(computed.getKey()));
                }
            }
            Worst gradient = Worst.NONE;
            Worst clipped = Worst.NONE;
            for (Map.Entry<String, Distance> each : cases.entrySet()) {
                if (each.getKey().startsWith("grpo")) {
                    clipped = clipped.or(each.getKey(), each.getValue().relative());
                } else {
                    gradient = gradient.or(each.getKey(), each.getValue().relative());
                }
            }
            Worst loss = losses("", run.json().path("values"), expected, Worst.NONE);
            return new FixtureAccuracy(String.valueOf(folder.getFileName()), loss, gradient, clipped);
        }
    }

    List<Finding> findings() {
        return List.of(
                Finding.atMost(name + ": loss, " + loss.of(), loss.value(), "off by", LOSSES),
                Finding.atMost(name + ": gradient, " + gradient.of(), gradient.value(), "off by", GRADIENTS),
                Finding.of(name + ": gradient, " + clipped.of(), clipped.value(), "off by"));
    }

    /** Numbers called a loss, or lists of them: relative where they are large. */
    private static Worst losses(String path, JsonNode actual, JsonNode expected, Worst worst) {
        Worst found = worst;
        if (expected.isNumber() && path.contains("loss")) {
            double number = expected.asDouble();
            double difference = Math.abs(actual.asDouble(Double.NaN) - number) / Math.max(1, Math.abs(number));
            found = found.or(path, difference);
        }
        for (Map.Entry<String, JsonNode> field : expected.properties()) {
            String inner = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
            found = losses(inner, actual.path(field.getKey()), field.getValue(), found);
        }
        for (int i = 0; expected.isArray() && i < expected.size(); i++) {
            found = losses(path + "." + i, actual.path(i), expected.get(i), found);
        }
        return found;
    }

    /** Length of a difference over the length of what is expected, tensor by tensor. */
    static final class Distance {
        private double difference;
        private double norm;

        void add(Tensor actual, Tensor expected) {
            if (!actual.hasShape(expected.shape())) {
                difference = Double.NaN;
                return;
            }
            for (int i = 0; i < expected.values().length; i++) {
                difference += Math.pow((double) actual.values()[i] - expected.values()[i], 2);
                norm += (double) expected.values()[i] * expected.values()[i];
            }
        }

        double relative() {
            return Math.sqrt(difference / norm);
        }
    }
}
