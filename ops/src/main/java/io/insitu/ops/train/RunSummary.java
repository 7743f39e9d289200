package io.insitu.ops.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.trainer.step.StepReport;
import io.insitu.trainer.step.StepReports;
import java.util.List;
import java.util.OptionalDouble;

/** What all steps together did: read back from them, not from the options. Holds no time, so equal runs say the same. */
final class RunSummary {
    private static final ObjectMapper JSON = new ObjectMapper();

    private RunSummary() {}

    static ObjectNode of(List<StepReport> reports) {
        List<StepReport> done = reports.stream().filter(r -> !r.skipped()).toList();
        ObjectNode root = JSON.createObjectNode();
        root.put("steps", done.size());
        root.put("skippedSteps", reports.size() - done.size());
        root.put("tokens", done.stream().mapToLong(StepReport::tokens).sum());
        root.put(
                "targetTokens",
                done.stream().mapToLong(StepReport::targetTokens).sum());
        root.put(
                "skippedTokens",
                done.stream().mapToLong(StepReport::skippedTokens).sum());
        if (!done.isEmpty()) {
            root.put("lossFirst", done.get(0).loss());
            root.put("lossLast", done.get(done.size() - 1).loss());
            put(root, "learningRateMax", StepReports.max(done, StepReport::learningRate));
            put(root, "gradNormMax", StepReports.max(done, StepReport::gradNorm));
            put(root, "gradNormAppliedMax", StepReports.max(done, StepReport::appliedNorm));
            put(root, "clipShare", StepReports.mean(done, StepReport::clipShare));
            put(root, "ratioMean", StepReports.mean(done, StepReport::ratioMean));
            put(root, "ratioMax", StepReports.max(done, StepReport::ratioMax));
            put(root, "kl", StepReports.mean(done, StepReport::kl));
            StepReports.sum(done, StepReport::klCappedTokens).ifPresent(n -> root.put("klCappedTokens", n));
            root.put("entropyFirst", done.get(0).entropy());
            root.put("entropyLast", done.get(done.size() - 1).entropy());
            put(root, "marginLast", StepReports.max(done.subList(done.size() - 1, done.size()), StepReport::margin));
        }
        root.set("perStep", JSON.valueToTree(reports));
        return root;
    }

    /** What means nothing to a method is left out. */
    private static void put(ObjectNode root, String name, OptionalDouble value) {
        value.ifPresent(number -> root.put(name, number));
    }
}
