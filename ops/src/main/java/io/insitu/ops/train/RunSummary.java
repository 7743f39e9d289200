package io.insitu.ops.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.trainer.step.StepReport;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What all steps together did: read back from them, not from the options. Holds no time, so equal runs say the same. */
final class RunSummary {
    private static final ObjectMapper JSON = new ObjectMapper();

    private RunSummary() {}

    static ObjectNode of(List<StepReport> reports) {
        List<StepReport> done = reports.stream().filter(r -> !r.skipped()).toList();
        long targets = done.stream().mapToLong(StepReport::targetTokens).sum();
        ObjectNode root = JSON.createObjectNode();
        root.put("steps", done.size());
        root.put("skippedSteps", reports.size() - done.size());
        root.put("tokens", done.stream().mapToLong(StepReport::tokens).sum());
        root.put("targetTokens", targets);
        root.put(
                "skippedTokens",
                done.stream().mapToLong(StepReport::skippedTokens).sum());
        if (!done.isEmpty()) {
            root.put("lossFirst", done.get(0).loss());
            root.put("lossLast", done.get(done.size() - 1).loss());
            root.put("learningRateMax", max(done, StepReport::learningRate));
            root.put("gradNormMax", max(done, StepReport::gradNorm));
            root.put("gradNormAppliedMax", max(done, StepReport::appliedNorm));
            root.put("clipShare", mean(done, StepReport::clipShare, targets));
            root.put("ratioMean", mean(done, StepReport::ratioMean, targets));
            root.put("ratioMax", max(done, StepReport::ratioMax));
            root.put("kl", mean(done, StepReport::kl, targets));
            root.put("entropyFirst", done.get(0).entropy());
            root.put("entropyLast", done.get(done.size() - 1).entropy());
            root.put("marginLast", done.get(done.size() - 1).margin());
        }
        root.set("perStep", JSON.valueToTree(reports));
        return root;
    }

    private static double max(List<StepReport> reports, ToDoubleFunction<StepReport> reading) {
        return reports.stream().mapToDouble(reading).max().orElse(0);
    }

    private static double mean(List<StepReport> reports, ToDoubleFunction<StepReport> reading, long targets) {
        double sum = 0;
        for (StepReport report : reports) {
            sum += reading.applyAsDouble(report) * report.targetTokens();
        }
        return targets == 0 ? 0 : sum / targets;
    }
}
