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

/**
 * A fixture folder computed on a device, beside float64 results of an independent implementation. What is promised of bf16: losses
 * within 1e-2, gradients within 3e-2 of their length.
 */
public record FixtureAccuracy(
        String name, double worstLoss, String lossName, double worstGradient, String gradientName) {
    static final double LOSSES = 1e-2;
    static final double GRADIENTS = 3e-2;

    public static FixtureAccuracy of(Backend backend, Path folder) throws IOException {
        JsonNode expected = new ObjectMapper()
                .readTree(folder.resolve("expected.json").toFile())
                .path("values");
        SafetensorsFile reference = SafetensorsFile.open(folder.resolve("expected.safetensors"));
        try (FixtureRun run = FixtureRun.of(backend, folder)) {
            Worst losses = new Worst();
            losses("", run.json().path("values"), expected, losses);
            Worst gradients = new Worst();
            for (Map.Entry<String, Tensor> computed : run.tensors().entrySet()) {
                if (computed.getKey().contains(".grad.")) {
                    gradients.see(computed.getKey(), distance(computed.getValue(), reference.read(computed.getKey())));
                }
            }
            return new FixtureAccuracy(
                    folder.getFileName().toString(), losses.value, losses.name, gradients.value, gradients.name);
        }
    }

    List<Finding> findings() {
        return List.of(
                Finding.atMost(name + ": loss off by (" + lossName + ")", worstLoss, "", LOSSES),
                Finding.atMost(name + ": gradient off by", worstGradient, "", GRADIENTS));
    }

    /** The largest of what was seen; what is no number is larger than all. */
    private static final class Worst {
        private double value;
        private String name = "";

        void see(String what, double difference) {
            if (!(difference <= value)) {
                value = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
                name = what;
            }
        }
    }

    /** Numbers called a loss, or lists of them: relative where they are large. */
    private static void losses(String path, JsonNode actual, JsonNode expected, Worst worst) {
        if (expected.isNumber() && path.contains("loss")) {
            double number = expected.asDouble();
            worst.see(path, Math.abs(actual.asDouble(Double.NaN) - number) / Math.max(1, Math.abs(number)));
        }
        expected.properties()
                .forEach(field -> losses(
                        path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                        actual.path(field.getKey()),
                        field.getValue(),
                        worst));
        for (int i = 0; expected.isArray() && i < expected.size(); i++) {
            losses(path + "." + i, actual.path(i), expected.get(i), worst);
        }
    }

    /** Length of the difference over the length of what is expected. */
    static double distance(Tensor actual, Tensor expected) {
        if (!actual.hasShape(expected.shape())) {
            return Double.NaN;
        }
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.values().length; i++) {
            difference += Math.pow((double) actual.values()[i] - expected.values()[i], 2);
            norm += (double) expected.values()[i] * expected.values()[i];
        }
        return Math.sqrt(difference / norm);
    }
}
