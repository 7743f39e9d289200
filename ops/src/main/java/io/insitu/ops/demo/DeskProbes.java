package io.insitu.ops.demo;

import io.insitu.connectors.context.Context;
import io.insitu.connectors.context.ContextProvider;
import io.insitu.connectors.desk.Attempt;
import io.insitu.connectors.desk.AttemptLog;
import io.insitu.connectors.desk.Call;
import io.insitu.connectors.desk.CallResult;
import io.insitu.connectors.desk.CallStatus;
import io.insitu.connectors.desk.DeskAgent;
import io.insitu.connectors.desk.DeskEnvironment;
import io.insitu.connectors.desk.DeskTask;
import io.insitu.connectors.desk.Verdict;
import io.insitu.connectors.desk.World;
import io.insitu.connectors.serving.AgentRuntime;
import io.insitu.ops.work.Answers;
import io.insitu.schemas.Digest;
import io.insitu.schemas.event.EntryStatus;
import io.insitu.schemas.event.EvaluationRequest;
import io.insitu.schemas.event.EvaluationResult;
import io.insitu.schemas.event.Evidence;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.ProbeOutcome;
import io.insitu.schemas.event.Request;
import io.insitu.schemas.event.Tool;
import io.insitu.schemas.event.ToolTrial;
import io.insitu.schemas.event.ToolTrialResult;
import io.insitu.schemas.event.Utility;
import io.insitu.schemas.model.ArtifactStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tries candidates out at the desk: adapters side by side on the same seeds, tools by running them. */
final class DeskProbes implements Answers {
    /** Who answers, as replies say. */
    static final String VERSION = "desk@1";

    /** Pairs on which the serving adapter is compared with itself: enough to see whether the probe is steady. */
    private static final int SELF_CHECKS = 8;

    private static final int PATIENCE = 3; // a busy tool is asked again

    private final World world;
    private final AgentRuntime runtime;
    private final ArtifactStore artifacts;
    private final ContextProvider library;

    DeskProbes(World world, AgentRuntime runtime, ArtifactStore artifacts, ContextProvider library) {
        this.world = world;
        this.runtime = runtime;
        this.artifacts = artifacts;
        this.library = library;
    }

    @Override
    public @Nullable Object to(Request request) {
        if (request.getBody() instanceof ToolTrial trial) {
            return tryOut(trial);
        }
        return request.getBody() instanceof EvaluationRequest evaluation ? evaluate(request, evaluation) : null;
    }

    /** Runs each probe with both adapters: same ticket, same noise, same draws, same context. */
    EvaluationResult evaluate(Request request, EvaluationRequest asked) {
        hold(asked.getCandidateId(), asked.getLocation());
        try {
            hold(asked.getBaselineId(), ArtifactStore.locationOf(asked.getBaselineId()));
            try {
                return evaluated(request, asked);
            } finally {
                letGo(asked.getBaselineId());
            }
        } finally {
            letGo(asked.getCandidateId());
        }
    }

    private EvaluationResult evaluated(Request request, EvaluationRequest asked) {
        ContextProvider context = remembered();
        DeskAgent candidate = new DeskAgent(world, context, RuntimePolicy.pinned(runtime, asked.getCandidateId()));
        DeskAgent baseline = new DeskAgent(world, context, RuntimePolicy.pinned(runtime, asked.getBaselineId()));
        List<ProbeOutcome> probes = new ArrayList<>();
        int broken = 0;
        int selfChecked = 0;
        int selfCheckFlips = 0;
        for (String taskId : asked.getTasks()) {
            for (int trial = 0; trial < asked.getTrials(); trial++) {
                Attempt attempt = probe(request, taskId, trial, asked.getSeed());
                Verdict without = baseline.run(attempt, AttemptLog.silent()).verdict();
                Verdict with = candidate.run(attempt, AttemptLog.silent()).verdict();
                if (selfChecked++ < SELF_CHECKS
                        && baseline.run(attempt, AttemptLog.silent()).verdict().outcome() != without.outcome()) {
                    selfCheckFlips++;
                }
                if (broke(without) || broke(with)) {
                    broken++;
                } else {
                    probes.add(ProbeOutcome.newBuilder()
                            .setTaskId(taskId)
                            .setTrial(trial)
                            .setBaselinePassed(without.outcome() == OutcomeKind.SUCCESS)
                            .setCandidatePassed(with.outcome() == OutcomeKind.SUCCESS)
                            .build());
                }
            }
        }
        return EvaluationResult.newBuilder()
                .setCandidateId(asked.getCandidateId())
                .setBaselineId(asked.getBaselineId())
                .setProbes(probes)
                .setBroken(broken)
                .setSelfCheckFlips(selfCheckFlips)
                .build();
    }

    /** Runs the tool on each ticket, alone: it passes when every call worked and the customer was content. */
    ToolTrialResult tryOut(ToolTrial asked) {
        Tool tool = offered(asked);
        int runs = 0;
        int passed = 0;
        String firstFailure = "";
        for (String taskId : asked.getTasks()) {
            DeskTask task = DeskTask.of(world, taskId);
            long seed = Digest.seed("tool-trial", asked.getToolId(), taskId);
            DeskEnvironment desk = new DeskEnvironment(world, task, List.of(tool), seed);
            CallResult result = call(desk, tool, task);
            Verdict verdict = result.status() == CallStatus.OK ? desk.done() : desk.giveUp(result.content());
            if (broke(verdict)) {
                continue;
            }
            runs++;
            if (verdict.outcome() == OutcomeKind.SUCCESS) {
                passed++;
            } else if (firstFailure.isEmpty()) {
                firstFailure = taskId + ": " + verdict.detail();
            }
        }
        return ToolTrialResult.newBuilder()
                .setToolId(asked.getToolId())
                .setRuns(runs)
                .setPassed(passed)
                .setDetail(firstFailure)
                .build();
    }

    private static CallResult call(DeskEnvironment desk, Tool tool, DeskTask task) {
        Map<String, String> arguments = new HashMap<>();
        tool.getParameters().forEach(parameter -> arguments.put(parameter, task.object()));
        Call call = new Call(tool.getName(), arguments);
        CallResult result = desk.call(call);
        for (int again = 1; again < PATIENCE && result.status() == CallStatus.BUSY && desk.verdict() == null; again++) {
            result = desk.call(call);
        }
        return result;
    }

    /** A tool that exists for its trial only. */
    private static Tool offered(ToolTrial asked) {
        return Tool.newBuilder()
                .setId(asked.getToolId())
                .setLineage("")
                .setName(asked.getName())
                .setDescription("")
                .setConditions(List.of())
                .setParameters(asked.getParameters())
                .setJsonSchema("{}")
                .setSteps(asked.getSteps())
                .setEvidence(
                        Evidence.newBuilder().setSupporting(0).setOpposing(0).build())
                .setUtility(Utility.newBuilder().setQ(0).setUses(0).setWins(0).build())
                .setStatus(EntryStatus.CANDIDATE)
                .setRevision(0)
                .setUpdatedMs(0)
                .build();
    }

    private Attempt probe(Request request, String taskId, int trial, long seed) {
        DeskTask task = DeskTask.of(world, taskId);
        String id = "probe-" + request.getRequestId() + "-" + Digest.of(taskId) + "-" + trial;
        return Attempt.alone(
                request.getLineage(),
                id,
                task,
                Digest.seed("probe", taskId, String.valueOf(trial), String.valueOf(seed)),
                RunPlan.TEMPERATURE);
    }

    /** The library may change while probes run; both sides of a pair must be told the same. */
    private ContextProvider remembered() {
        Map<String, Context> known = new HashMap<>();
        return asked -> known.computeIfAbsent(asked.trajectoryId(), id -> library.contextFor(asked));
    }

    private void hold(String adapterId, String location) {
        if (!adapterId.equals(AgentRuntime.BASE)) {
            runtime.loadFrom(artifacts, location, adapterId);
        }
    }

    private void letGo(String adapterId) {
        if (!adapterId.equals(AgentRuntime.BASE)) {
            runtime.release(adapterId);
        }
    }

    private static boolean broke(Verdict verdict) {
        return verdict.outcome() == OutcomeKind.INFRASTRUCTURE;
    }
}
