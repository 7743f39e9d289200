package io.insitu.ops.hostile;

import io.insitu.connectors.clock.Ticker;
import io.insitu.ops.site.Site;
import io.insitu.schemas.event.Generation;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.Tick;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolResult;
import io.insitu.schemas.event.ToolStatus;
import io.insitu.schemas.event.TrajectoryEnded;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Utils;

/**
 * What a well-behaved agent does: attempts at refunds, four per task, and a rule to be found in them. All of it lies in
 * one partition, because only there does Kafka promise an order, and what is learnt depends on the order.
 */
final class GoodLog {
    static final String LINEAGE = "kept-desk";
    static final long START_MS = 1_700_000_000_000L;

    private static final int PARTITION = 0;
    private static final int TASKS = 24;
    private static final int TRIALS = 4;
    private static final List<String> TIERS = List.of("gold", "silver");
    private static final List<String> ANSWERS = List.of("credit", "voucher");

    private GoodLog() {}

    /** The log in its order, without ticks. */
    static List<Interaction> events(long seed) {
        Random random = new Random(seed);
        List<List<Interaction>> attempts = new ArrayList<>();
        for (int task = 0; task < TASKS; task++) {
            for (int trial = 0; trial < TRIALS; trial++) {
                attempts.add(attempt(random, task, trial));
            }
        }
        List<Interaction> log = new ArrayList<>();
        while (!attempts.isEmpty()) {
            List<Interaction> next = attempts.get(random.nextInt(Math.min(3, attempts.size())));
            log.add(next.remove(0));
            attempts.removeIf(List::isEmpty);
        }
        return log;
    }

    static Interaction tick(long nowMs) {
        return event(
                Ticker.TICK, "", 0, nowMs, Tick.newBuilder().setNowMs(nowMs).build());
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

    static TaskStarted task(String id, String tier) {
        return TaskStarted.newBuilder()
                .setTaskId(id)
                .setGroupId(id)
                .setGroupSize(TRIALS)
                .setInstruction("refund " + tier)
                .setTerms(List.of("refund", tier))
                .setToolsOffered(ANSWERS)
                .build();
    }

    static TrajectoryEnded end(OutcomeKind outcome) {
        return TrajectoryEnded.newBuilder().setOutcome(outcome).build();
    }

    private static List<Interaction> attempt(Random random, int task, int trial) {
        int tier = random.nextInt(TIERS.size());
        int answer = random.nextInt(ANSWERS.size());
        List<SpecificRecord> bodies = new ArrayList<>();
        bodies.add(task(LINEAGE + "/task-" + task, TIERS.get(tier)));
        call(bodies, "lookup", random.nextInt(6) == 0 ? ToolStatus.ERROR : ToolStatus.OK);
        call(bodies, ANSWERS.get(answer), ToolStatus.OK);
        bodies.add(end(tier == answer ? OutcomeKind.SUCCESS : OutcomeKind.FAILURE));
        String id = inPartition(LINEAGE + ":" + task + ":" + trial);
        List<Interaction> events = new ArrayList<>();
        for (int seq = 0; seq < bodies.size(); seq++) {
            events.add(event(id, LINEAGE, seq, START_MS + task * 1_000L + seq * 10L, bodies.get(seq)));
        }
        return events;
    }

    private static void call(List<SpecificRecord> bodies, String tool, ToolStatus status) {
        String callId = "c" + bodies.size();
        bodies.add(Generation.newBuilder()
                .setText(tool)
                .setPromptTokens(List.of(1, 2, 3))
                .setTokens(List.of(tool.length(), 9))
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

    private static String inPartition(String id) {
        String candidate = id;
        while (partition(candidate) != PARTITION) {
            candidate += "'";
        }
        return candidate;
    }

    private static int partition(String key) {
        return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % Site.PARTITIONS;
    }
}
