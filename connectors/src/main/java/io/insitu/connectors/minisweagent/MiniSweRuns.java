package io.insitu.connectors.minisweagent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.insitu.connectors.importing.Content;
import io.insitu.connectors.importing.Run;
import io.insitu.connectors.importing.Steps;
import io.insitu.connectors.importing.Teller;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.ToolStatus;
import io.insitu.schemas.event.TrajectoryEnded;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;

/** Tells one run: what the agent thought, the commands it ran, what they showed; the evaluation as feedback. */
final class MiniSweRuns implements Teller {
    private static final String TOOL = "bash";
    private static final int MOST_SAID = 20;

    private final Path file;
    private final List<String> missing = new ArrayList<>();

    MiniSweRuns(Path file) {
        this.file = file;
    }

    @Override
    public List<Run> tell(long number, JsonNode element) {
        MiniSweRecord record = MiniSweRecord.of(element, file);
        Steps steps = new Steps();
        Deque<String> open = new ArrayDeque<>(); // calls that wait for their result
        String instruction = "";
        int calls = 0;
        for (JsonNode message : record.messages()) {
            String role = message.path("role").asText();
            String text = Content.text(message.path("content"));
            if (role.equals("assistant")) {
                open.clear();
                steps.message(Role.ASSISTANT, text);
                for (String command : MiniSweRecord.commands(message)) {
                    calls++;
                    open.add("call-" + calls);
                    steps.call(open.getLast(), TOOL, arguments(command));
                }
            } else if (!open.isEmpty() && !role.equals("system") && !role.equals("exit")) {
                steps.result(open.poll(), TOOL, status(message, text), text);
            } else if (!role.equals("exit")) { // that is the submission once more
                steps.message(Content.role(role), text);
                instruction = instruction.isEmpty() && role.equals("user") ? text : instruction;
            }
        }
        TaskStarted started = TaskStarted.newBuilder()
                .setTaskId(record.instance())
                .setInstruction(instruction)
                .setToolsOffered(List.of(TOOL))
                .build();
        return List.of(new Run(started, steps.list(), ended(record, steps)));
    }

    private static String arguments(String command) {
        return JsonNodeFactory.instance.objectNode().put("command", command).toString();
    }

    /** What the last command shows is the submission, without a return code. */
    private static ToolStatus status(JsonNode message, String text) {
        OptionalInt code = MiniSweRecord.returnCode(message);
        if (code.isPresent()) {
            return code.getAsInt() == 0 ? ToolStatus.OK : ToolStatus.ERROR;
        }
        return text.contains("timed out and has been killed") ? ToolStatus.INFRASTRUCTURE : ToolStatus.UNKNOWN;
    }

    private TrajectoryEnded ended(MiniSweRecord record, Steps steps) {
        String status = record.exitStatus();
        if (!status.isEmpty() && !status.equals("Submitted")) { // limits, crashes, providers
            return Steps.broken("stopped before it was over: " + status);
        }
        SweBenchReport report = SweBenchReport.of(file, record.instance());
        if (report == null && missing.size() < MOST_SAID) {
            missing.add(file.getFileName() + ": no evaluation of " + record.instance() + " beside it ("
                    + SweBenchReport.place(record.instance()) + "); nobody knows whether it is solved");
        } else if (report != null) {
            steps.feedback(
                    "verifier@swe-bench",
                    report.resolved() ? OutcomeKind.SUCCESS : OutcomeKind.FAILURE,
                    report.resolved() ? 1 : 0,
                    report.summary());
        }
        return Steps.unknown(status.isEmpty() ? "how it ended is not recorded" : status);
    }

    @Override
    public List<String> missing() {
        return missing;
    }
}
