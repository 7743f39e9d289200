package io.insitu.topology;

import io.insitu.schemas.event.Feedback;
import io.insitu.schemas.event.Generation;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.Tick;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolResult;
import io.insitu.schemas.event.ToolStatus;
import io.insitu.schemas.event.TrajectoryEnded;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;

/** Seeded logs of interactions: groups of attempts at small tasks, with refused calls and broken worlds among them. */
final class Logs {
    static final long START_MS = 1_700_000_000_000L;
    static final int GROUP_SIZE = 4;

    private Logs() {}

    /** Whole groups of attempts, their events interleaved, a tick now and then. */
    static List<Interaction> random(long seed, String lineage, int groups) {
        Random random = new Random(seed);
        List<List<Interaction>> attempts = new ArrayList<>();
        for (int group = 0; group < groups; group++) {
            for (int trial = 0; trial < GROUP_SIZE; trial++) {
                attempts.add(attempt(random, lineage, group, trial));
            }
        }
        List<Interaction> log = new ArrayList<>();
        log.add(tick(START_MS));
        while (!attempts.isEmpty()) {
            List<Interaction> next = attempts.get(random.nextInt(Math.min(3, attempts.size())));
            log.add(next.remove(0));
            attempts.removeIf(List::isEmpty);
            if (random.nextInt(20) == 0) {
                log.add(tick(START_MS + log.size() * 100L));
            }
        }
        return log;
    }

    /** The same events with those of each stretch between ticks in another order. */
    static List<Interaction> shuffledBetweenTicks(List<Interaction> log, long seed) {
        Random random = new Random(seed);
        List<Interaction> result = new ArrayList<>();
        List<Interaction> stretch = new ArrayList<>();
        for (Interaction event : log) {
            if (event.getBody() instanceof Tick) {
                Collections.shuffle(stretch, random);
                result.addAll(stretch);
                stretch.clear();
                result.add(event);
            } else {
                stretch.add(event);
            }
        }
        Collections.shuffle(stretch, random);
        result.addAll(stretch);
        return result;
    }

    static Interaction tick(long nowMs) {
        return event("tick", "", 0, nowMs, Tick.newBuilder().setNowMs(nowMs).build());
    }

    static Interaction event(String trajectoryId, String lineage, int seq, long atMs, SpecificRecord body) {
        return Interaction.newBuilder()
                .setEventId(trajectoryId + "#" + seq)
                .setTrajectoryId(trajectoryId)
                .setLineage(lineage)
                .setSeq(seq)
                .setAtMs(atMs)
                .setBody(body)
                .build();
    }

    static Feedback feedback(String source, OutcomeKind outcome) {
        return Feedback.newBuilder().setSource(source).setOutcome(outcome).build();
    }

    /** The events of one attempt. */
    static List<Interaction> attempt(Random random, String lineage, int group, int trial) {
        String task = "task-" + group;
        String id = lineage + ":" + task + ":" + trial;
        boolean right = random.nextInt(2) == 0;
        boolean broken = random.nextInt(8) == 0;
        boolean refused = random.nextInt(4) == 0;
        List<SpecificRecord> bodies = new ArrayList<>();
        bodies.add(TaskStarted.newBuilder()
                .setTaskId(task)
                .setGroupId(lineage + "/" + task)
                .setGroupSize(GROUP_SIZE)
                .setInstruction("refund gold laptop")
                .setTerms(List.of("refund", "gold"))
                .setToolsOffered(List.of("lookup", "credit", "voucher"))
                .build());
        call(bodies, "lookup", refused ? ToolStatus.ERROR : ToolStatus.OK);
        call(bodies, right ? "credit" : "voucher", broken ? ToolStatus.INFRASTRUCTURE : ToolStatus.OK);
        bodies.add(TrajectoryEnded.newBuilder()
                .setOutcome(broken ? OutcomeKind.INFRASTRUCTURE : right ? OutcomeKind.SUCCESS : OutcomeKind.FAILURE)
                .build());
        long startMs = START_MS + group * 1_000L;
        return new ArrayList<>(IntStream.range(0, bodies.size())
                .mapToObj(seq -> event(id, lineage, seq, startMs + seq * 10L, bodies.get(seq)))
                .toList());
    }

    private static void call(List<SpecificRecord> bodies, String tool, ToolStatus status) {
        String callId = "c" + bodies.size();
        int token = tool.length();
        bodies.add(Generation.newBuilder()
                .setText(tool)
                .setPromptTokens(List.of(1, 2, 3))
                .setTokens(List.of(token, 9))
                .setLogProbs(List.of(-0.5f, -0.1f))
                .setBaseModelId("base")
                .build());
        bodies.add(ToolCall.newBuilder().setCallId(callId).setTool(tool).build());
        bodies.add(ToolResult.newBuilder()
                .setCallId(callId)
                .setTool(tool)
                .setStatus(status)
                .setContent("seen")
                .build());
    }
}
