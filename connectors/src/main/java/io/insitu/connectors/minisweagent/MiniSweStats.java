package io.insitu.connectors.minisweagent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.importing.Content;
import io.insitu.connectors.importing.RunCounts;
import io.insitu.connectors.importing.Tally;
import io.insitu.connectors.importing.Words;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Counts runs, by project the resolved among them. */
final class MiniSweStats implements Tally {
    private final Map<String, int[]> byProject = new TreeMap<>(); // all, resolved
    private final Words exits = new Words();
    private final RunCounts runs = new RunCounts();
    private Path file = Path.of("");
    private int reports;
    private int resolved;
    private long assistantMessages;
    private long returnedZero;
    private long returnedOther;
    private long repeatedCommands;
    private long apiCalls;
    private double cost;
    private long contentChars;

    @Override
    public void file(Path of) {
        file = of;
    }

    @Override
    public void add(long number, JsonNode element) {
        MiniSweRecord record = MiniSweRecord.of(element, file);
        SweBenchReport report = SweBenchReport.of(file, record.instance());
        boolean solved = report != null && report.resolved();
        reports += report == null ? 0 : 1;
        resolved += solved ? 1 : 0;
        runs.add(record.instance(), solved, solved ? 1 : 0, record.messages().size());
        int[] project = byProject.computeIfAbsent(project(record.instance()), first -> new int[2]);
        project[0]++;
        project[1] += solved ? 1 : 0;
        exits.add(record.exitStatus());
        JsonNode model = record.info().path("model_stats");
        apiCalls += model.path("api_calls").asLong();
        cost += model.path("instance_cost").asDouble();
        Set<String> seen = new HashSet<>();
        for (JsonNode message : record.messages()) {
            assistantMessages += message.path("role").asText().equals("assistant") ? 1 : 0;
            String text = Content.text(message.path("content"));
            contentChars += text.codePointCount(0, text.length());
            for (String command : MiniSweRecord.commands(message)) {
                repeatedCommands += seen.add(command) ? 0 : 1;
            }
            MiniSweRecord.returnCode(message).ifPresent(code -> {
                returnedZero += code == 0 ? 1 : 0;
                returnedOther += code == 0 ? 0 : 1;
            });
        }
    }

    private static String project(String instance) {
        int end = instance.indexOf("__");
        return Words.shortened(end > 0 ? instance.substring(0, end) : instance);
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode stats = JsonNodeFactory.instance.objectNode();
        stats.put("trajectories", runs.runs());
        stats.put("resolved", resolved);
        stats.put("unresolved", reports - resolved);
        ObjectNode projects = stats.putObject("by_project");
        byProject.forEach((name, counts) ->
                projects.putObject(name).put("total", counts[0]).put("resolved", counts[1]));
        ObjectNode lengths = JsonNodeFactory.instance.objectNode();
        runs.putLengths(lengths);
        JsonNode spread = lengths.path("messages_per_record");
        stats.put("messages", runs.messages());
        stats.put("messages_min", spread.path("min").asInt());
        stats.put("messages_p50", spread.path("p50").asInt());
        stats.put("messages_max", spread.path("max").asInt());
        stats.put("assistant_messages", assistantMessages);
        stats.put("returncode_0", returnedZero);
        stats.put("returncode_nonzero", returnedOther);
        stats.put("repeated_commands", repeatedCommands);
        stats.set("exit_status", exits.toJson());
        stats.put("api_calls", apiCalls);
        stats.put("instance_cost_sum", RunCounts.rounded(cost, 4));
        stats.put("content_chars", contentChars);
        stats.put("approx_tokens", contentChars / 4);
        return stats;
    }
}
