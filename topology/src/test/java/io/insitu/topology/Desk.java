package io.insitu.topology;

import io.insitu.processors.ProbeTasks;
import io.insitu.schemas.event.Generation;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolResult;
import io.insitu.schemas.event.ToolStatus;
import io.insitu.schemas.event.TrajectoryEnded;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;

/** Logs of a small service desk: of the choices an agent may make for two terms, one is right. */
final class Desk {
    private static final List<String> CHOICES = List.of("voucher", "credit", "replace", "credit");

    private Desk() {}

    /** The n-th task that is, or is not, kept out of training. */
    static String task(boolean heldOut, int n) {
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "task" + i)
                .filter(task -> ProbeTasks.heldOut(task) == heldOut)
                .skip(n)
                .findFirst()
                .orElseThrow();
    }

    /** A group of four attempts at a task: two make the right choice, two another. */
    static List<Interaction> group(String lineage, String task, String object, List<String> terms) {
        return group(lineage, task, object, terms, CHOICES, "credit", List.of());
    }

    static List<Interaction> group(
            String lineage,
            String task,
            String object,
            List<String> terms,
            List<String> choices,
            String right,
            List<String> contextUsed) {
        List<Interaction> log = new ArrayList<>();
        for (int trial = 0; trial < choices.size(); trial++) {
            String id = trajectory(lineage, task, trial);
            List<SpecificRecord> bodies = new ArrayList<>();
            List<String> all = new ArrayList<>(terms);
            all.add(object);
            bodies.add(TaskStarted.newBuilder()
                    .setTaskId(task)
                    .setGroupId(lineage + "/" + task)
                    .setGroupSize(choices.size())
                    .setInstruction(String.join(" ", all))
                    .setTerms(all)
                    .setToolsOffered(List.of("lookup", "credit", "voucher", "replace"))
                    .setContextUsed(contextUsed)
                    .build());
            call(bodies, "lookup", object);
            call(bodies, choices.get(trial), object);
            bodies.add(TrajectoryEnded.newBuilder()
                    .setOutcome(choices.get(trial).equals(right) ? OutcomeKind.SUCCESS : OutcomeKind.FAILURE)
                    .build());
            for (int seq = 0; seq < bodies.size(); seq++) {
                log.add(Logs.event(id, lineage, seq, Logs.START_MS + seq, bodies.get(seq)));
            }
        }
        return log;
    }

    static String trajectory(String lineage, String task, int trial) {
        return lineage + ":" + task + ":" + trial;
    }

    private static void call(List<SpecificRecord> bodies, String tool, String object) {
        String callId = "c" + bodies.size();
        bodies.add(Generation.newBuilder()
                .setText(tool)
                .setPromptTokens(List.of(1, 2, 3))
                .setTokens(List.of(tool.length(), 9))
                .setLogProbs(List.of(-0.5f, -0.1f))
                .setBaseModelId("base")
                .build());
        bodies.add(ToolCall.newBuilder()
                .setCallId(callId)
                .setTool(tool)
                .setArguments("{\"object\":\"" + object + "\"}")
                .build());
        bodies.add(ToolResult.newBuilder()
                .setCallId(callId)
                .setTool(tool)
                .setStatus(ToolStatus.OK)
                .setContent("ok")
                .build());
    }
}
