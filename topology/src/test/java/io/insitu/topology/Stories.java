package io.insitu.topology;

import io.insitu.processors.ProbeTasks;
import io.insitu.processors.gate.GateConfig;
import io.insitu.processors.select.SelectConfig;
import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.Ack;
import io.insitu.schemas.event.AckKind;
import io.insitu.schemas.event.AdapterStatus;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.EvaluationRequest;
import io.insitu.schemas.event.EvaluationResult;
import io.insitu.schemas.event.Generation;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.Method;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.ProbeOutcome;
import io.insitu.schemas.event.Reply;
import io.insitu.schemas.event.Request;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolResult;
import io.insitu.schemas.event.ToolStatus;
import io.insitu.schemas.event.TrainingBatch;
import io.insitu.schemas.event.TrajectoryEnded;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;

/** Tells the golden stories anew: what the world would write while the topology listens. */
final class Stories {
    private static final String LINEAGE = "desk";

    private final List<LoggedFact> log = new ArrayList<>();
    private final Pipeline pipeline;
    private long nowMs = Logs.START_MS;

    private Stories(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    /** Few samples make a batch, so that a story stays short enough to read. */
    static TopologyConfig config() {
        return TopologyConfig.defaults()
                .inMemory()
                .with(new SelectConfig(4, 2, 16, 256, 4_096, 300_000, Method.SFT, 4, 8, 1e-3, 1))
                .with(new GateConfig(6, 24, 2, 0.75, 2, 0.15, 4, 120_000, 60_000, 200, 16, 0.25, 0.01, 4));
    }

    static List<LoggedFact> tell(String story) {
        try (Pipeline pipeline = Pipeline.fresh(config())) {
            Stories told = new Stories(pipeline);
            switch (story) {
                case "success-and-failure-become-a-principle" -> told.principle();
                case "an-adapter-from-batch-to-live" -> told.adapter();
                default -> throw new IllegalArgumentException("no story is called " + story);
            }
            return told.log;
        }
    }

    private void principle() {
        tick();
        List.of("task-0", "task-1").forEach(task -> {
            attempt(task, 0, 4, "credit", true);
            attempt(task, 1, 4, "voucher", false);
            attempt(task, 2, 4, "voucher", false);
            attempt(task, 3, 4, "credit", true);
            tick();
        });
    }

    private void adapter() {
        tick();
        acknowledge(AckKind.REGISTERED, "");
        List<String> probes = IntStream.range(0, 100)
                .mapToObj(i -> "task-" + i)
                .filter(ProbeTasks::heldOut)
                .limit(6)
                .toList();
        probes.forEach(task -> attempt(task, 0, 1, "credit", true));
        IntStream.range(0, 100)
                .mapToObj(i -> "task-" + i)
                .filter(task -> !ProbeTasks.heldOut(task))
                .limit(4)
                .forEach(task -> {
                    attempt(task, 0, 2, "credit", true);
                    attempt(task, 1, 2, "voucher", false);
                });
        tick();
        TrainingBatch batch = only(Topics.TRAINING_BATCHES);
        String adapterId = "adapter-of-" + batch.getNumber();
        give(
                Topics.ADAPTERS,
                LINEAGE + "/" + adapterId,
                AdapterVersion.newBuilder()
                        .setAdapterId(adapterId)
                        .setLineage(LINEAGE)
                        .setBaseModelId(batch.getBaseModelId())
                        .setParentAdapterId(batch.getParentAdapterId())
                        .setBatchId(batch.getBatchId())
                        .setStatus(AdapterStatus.CANDIDATE)
                        .setLocation("adapters/" + adapterId)
                        .setEngine("cpu@1")
                        .setRank(batch.getRank())
                        .setChangedMs(nowMs)
                        .setCauses(List.of(batch.getBatchId()))
                        .build());
        Request asked = pipeline.said(Topics.REQUESTS).stream()
                .filter(request -> request.getBody() instanceof EvaluationRequest)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nobody asked for an evaluation"));
        give(Topics.REPLIES, asked.getRequestId(), passed(asked, (EvaluationRequest) asked.getBody()));
        acknowledge(AckKind.LOADED, adapterId);
        acknowledge(AckKind.SERVING, adapterId);
        tick();
    }

    private Reply passed(Request asked, EvaluationRequest question) {
        List<ProbeOutcome> outcomes = new ArrayList<>();
        question.getTasks()
                .forEach(task -> IntStream.range(0, question.getTrials())
                        .forEach(trial -> outcomes.add(new ProbeOutcome(task, trial, trial > 0, true))));
        return Reply.newBuilder()
                .setRequestId(asked.getRequestId())
                .setLineage(LINEAGE)
                .setWorker("evaluator@1")
                .setAnsweredMs(nowMs)
                .setBody(EvaluationResult.newBuilder()
                        .setCandidateId(question.getCandidateId())
                        .setBaselineId(question.getBaselineId())
                        .setProbes(outcomes)
                        .build())
                .build();
    }

    private void attempt(String task, int trial, int of, String tool, boolean success) {
        String id = task + ":" + trial;
        List<SpecificRecord> bodies = List.of(
                TaskStarted.newBuilder()
                        .setTaskId(task)
                        .setGroupId(of > 1 ? task : "")
                        .setGroupSize(of)
                        .setInstruction("refund gold laptop")
                        .setTerms(List.of("refund", "gold"))
                        .build(),
                Generation.newBuilder()
                        .setText(tool)
                        .setPromptTokens(List.of(1, 2))
                        .setTokens(List.of(tool.length(), 9))
                        .setLogProbs(List.of(-0.5f, -0.25f))
                        .setBaseModelId("base")
                        .build(),
                ToolCall.newBuilder().setCallId("c").setTool(tool).build(),
                ToolResult.newBuilder()
                        .setCallId("c")
                        .setTool(tool)
                        .setStatus(ToolStatus.OK)
                        .setContent("seen")
                        .build(),
                TrajectoryEnded.newBuilder()
                        .setOutcome(success ? OutcomeKind.SUCCESS : OutcomeKind.FAILURE)
                        .build());
        for (int seq = 0; seq < bodies.size(); seq++) {
            nowMs += 10;
            give(Topics.INTERACTIONS, id, Logs.event(id, LINEAGE, seq, nowMs, bodies.get(seq)));
        }
    }

    private void tick() {
        nowMs += 1_000;
        Interaction tick = Logs.tick(nowMs);
        give(Topics.INTERACTIONS, tick.getTrajectoryId(), tick);
    }

    private void acknowledge(AckKind kind, String adapterId) {
        nowMs += 10;
        give(
                Topics.ACKS,
                "replica-1",
                Ack.newBuilder()
                        .setReplica("replica-1")
                        .setLineage(LINEAGE)
                        .setKind(kind)
                        .setAdapterId(adapterId)
                        .setProbePassed(kind == AckKind.LOADED)
                        .setAtMs(nowMs)
                        .build());
    }

    private <T extends SpecificRecord> void give(TopicSpec<T> topic, String key, T value) {
        LoggedFact fact = LoggedFact.of(topic, key, nowMs, value);
        log.add(fact);
        pipeline.give(fact);
    }

    private <T extends SpecificRecord> T only(TopicSpec<T> topic) {
        List<T> said = pipeline.said(topic);
        if (said.size() != 1) {
            throw new IllegalStateException("expected one record on " + topic.name() + ", found " + said.size());
        }
        return said.get(0);
    }
}
