package io.insitu.ops.bench.stream;

import io.insitu.connectors.desk.Call;
import io.insitu.connectors.desk.CallResult;
import io.insitu.connectors.desk.CallStatus;
import io.insitu.connectors.desk.DeskEnvironment;
import io.insitu.connectors.desk.DeskTask;
import io.insitu.connectors.desk.Verdict;
import io.insitu.connectors.desk.World;
import io.insitu.connectors.desk.WorldPhase;
import io.insitu.schemas.Digest;
import io.insitu.schemas.event.Generation;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolResult;
import io.insitu.schemas.event.ToolStatus;
import io.insitu.schemas.event.TrajectoryEnded;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;

/**
 * What agents without a model tell at the demo's desk: they look up, verify or not, and choose among what the customer
 * accepts, so that each group has good and bad attempts to learn from. Attempts come in groups at one task; the same
 * numbers give the same attempts.
 */
final class DeskTraffic {
    static final int GROUP = 4;

    private static final int LINEAGES = 4;

    /** From bench-2 on two lineages lie in each half of the journal; of bench-0 to bench-3 three lie in one, and the other waits. */
    private static final int FIRST_LINEAGE = 2;

    private static final int MOST_CALLS = 8;
    private static final int TOKENS = 4; // of an answer, as the demo's agents give them

    private final World world;
    private final String name;

    /**
     * @param name part of every id, so that two loads are not taken for one
     */
    DeskTraffic(World world, String name) {
        this.world = world;
        this.name = name;
    }

    /** What the attempts of a group share in their events. */
    static String groupId(Interaction event) {
        return event.getTrajectoryId().substring(0, event.getTrajectoryId().lastIndexOf('/'));
    }

    /** All events of the group of this number, attempt after attempt. */
    List<Interaction> group(int number, long atMs) {
        String lineage = "bench-" + (FIRST_LINEAGE + number % LINEAGES);
        String groupId = lineage + "/" + name + "-" + number;
        DeskTask task = DeskTask.draw(world, WorldPhase.BEFORE, Digest.seed("bench", String.valueOf(number)));
        List<Interaction> events = new ArrayList<>();
        for (int attempt = 0; attempt < GROUP; attempt++) {
            String id = groupId + "/" + attempt;
            List<SpecificRecord> bodies = attempt(task, groupId, Digest.seed("attempt", id));
            for (int seq = 0; seq < bodies.size(); seq++) {
                events.add(Interaction.newBuilder()
                        .setEventId(id + "#" + seq)
                        .setTrajectoryId(id)
                        .setLineage(lineage)
                        .setSeq(seq)
                        .setAtMs(atMs)
                        .setSource("bench@1")
                        .setBody(bodies.get(seq))
                        .build());
            }
        }
        return events;
    }

    private List<SpecificRecord> attempt(DeskTask task, String groupId, long seed) {
        Random random = new Random(seed);
        DeskEnvironment desk = new DeskEnvironment(world, task, List.of(), seed);
        List<SpecificRecord> told = new ArrayList<>();
        told.add(TaskStarted.newBuilder()
                .setTaskId(task.taskId())
                .setGroupId(groupId)
                .setGroupSize(GROUP)
                .setInstruction(task.instruction())
                .setTerms(task.terms())
                .setToolsOffered(world.offered(task.phase()))
                .build());
        List<Call> plan = new ArrayList<>();
        plan.add(new Call(world.tools().lookup(), Map.of(Call.OBJECT, task.object())));
        if (random.nextBoolean()) {
            plan.add(new Call(world.tools().verify(), Map.of()));
        }
        plan.add(new Call(task.options().get(random.nextInt(task.options().size())), Map.of()));
        for (int step = 0, calls = 0; step < plan.size() && calls < MOST_CALLS && desk.verdict() == null; calls++) {
            CallResult result = desk.call(plan.get(step));
            tell(told, result, "c" + calls, random);
            step += result.status() == CallStatus.BUSY ? 0 : 1;
        }
        Verdict verdict = desk.done();
        told.add(TrajectoryEnded.newBuilder()
                .setOutcome(verdict.outcome())
                .setReward(verdict.reward())
                .setDetail(verdict.detail())
                .build());
        return told;
    }

    private static void tell(List<SpecificRecord> told, CallResult result, String callId, Random random) {
        String tool = result.call().tool();
        told.add(Generation.newBuilder()
                .setText(tool)
                .setPromptTokens(random.ints(TOKENS, 0, 320).boxed().toList())
                .setTokens(random.ints(TOKENS, 0, 320).boxed().toList())
                .setLogProbs(List.of(-0.1f, -0.2f, -0.3f, -0.4f))
                .build());
        told.add(ToolCall.newBuilder()
                .setCallId(callId)
                .setTool(tool)
                .setArguments(result.call().argumentsJson())
                .build());
        told.add(ToolResult.newBuilder()
                .setCallId(callId)
                .setTool(tool)
                .setStatus(status(result.status()))
                .setContent(result.content())
                .build());
    }

    private static ToolStatus status(CallStatus status) {
        if (status == CallStatus.OK) {
            return ToolStatus.OK;
        }
        return status == CallStatus.TIMEOUT ? ToolStatus.INFRASTRUCTURE : ToolStatus.ERROR;
    }
}
