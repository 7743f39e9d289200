package io.insitu.topology;

import io.insitu.processors.ProbeTasks;
import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.Ack;
import io.insitu.schemas.event.AckKind;
import io.insitu.schemas.event.AdapterStatus;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.Approve;
import io.insitu.schemas.event.Control;
import io.insitu.schemas.event.EvaluationRequest;
import io.insitu.schemas.event.EvaluationResult;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Pause;
import io.insitu.schemas.event.ProbeOutcome;
import io.insitu.schemas.event.Quarantine;
import io.insitu.schemas.event.Reply;
import io.insitu.schemas.event.Request;
import io.insitu.schemas.event.RequestFailed;
import io.insitu.schemas.event.Resume;
import io.insitu.schemas.event.Retract;
import io.insitu.schemas.event.Rollback;
import io.insitu.schemas.event.ToolTrial;
import io.insitu.schemas.event.ToolTrialResult;
import io.insitu.schemas.event.TrainingBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;

/**
 * Seeded logs of everything the topology reads: agents act, the world answers what it is asked, well or badly, judges come
 * late, operators interfere.
 */
final class Worlds {
    private static final String LINEAGE = "desk";
    private static final String REPLICA = "replica-1";
    private static final int PROBES = 6;
    private static final int TASKS = 8;

    private final Random random;
    private final Pipeline pipeline;
    private final List<LoggedFact> log = new ArrayList<>();
    private final List<String> attempts = new ArrayList<>();
    private long nowMs = Logs.START_MS;

    private Worlds(long seed, Pipeline pipeline) {
        this.random = new Random(seed);
        this.pipeline = pipeline;
    }

    static List<LoggedFact> random(long seed) {
        try (Pipeline pipeline = Pipeline.fresh(Stories.config())) {
            Worlds world = new Worlds(seed, pipeline);
            world.tell();
            return world.log;
        }
    }

    private void tell() {
        tick();
        acknowledge(AckKind.REGISTERED, "", false);
        groups(true).limit(PROBES).forEach(this::group);
        groups(false).limit(TASKS).forEach(group -> {
            group(group);
            workersAnswer();
            if (random.nextInt(2) == 0) {
                judgeLate();
            }
            if (random.nextInt(3) == 0) {
                command();
            }
        });
        tick();
        workersAnswer();
    }

    private static IntStream groups(boolean heldOut) {
        return IntStream.iterate(0, i -> i + 1).filter(i -> ProbeTasks.heldOut("task-" + i) == heldOut);
    }

    /** Attempts at one task, their events interleaved. */
    private void group(int number) {
        List<List<Interaction>> open = new ArrayList<>();
        for (int trial = 0; trial < Logs.GROUP_SIZE; trial++) {
            List<Interaction> attempt = Logs.attempt(random, LINEAGE, number, trial);
            attempts.add(attempt.get(0).getTrajectoryId());
            open.add(attempt);
        }
        while (!open.isEmpty()) {
            Interaction event = open.get(random.nextInt(open.size())).remove(0);
            nowMs += 10;
            give(
                    Topics.INTERACTIONS,
                    event.getTrajectoryId(),
                    Interaction.newBuilder(event).setAtMs(nowMs).build());
            open.removeIf(List::isEmpty);
        }
        tick();
    }

    private void workersAnswer() {
        pipeline.said(Topics.TRAINING_BATCHES).forEach(this::train);
        pipeline.said(Topics.REQUESTS).forEach(this::answer);
        pipeline.said(Topics.ADAPTERS).stream()
                .filter(version -> version.getStatus() == AdapterStatus.CANARY)
                .forEach(version -> acknowledge(AckKind.LOADED, version.getAdapterId(), random.nextInt(4) > 0));
    }

    private void train(TrainingBatch batch) {
        String adapterId = "adapter-" + batch.getNumber();
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
    }

    private void answer(Request asked) {
        give(
                Topics.REPLIES,
                asked.getRequestId(),
                Reply.newBuilder()
                        .setRequestId(asked.getRequestId())
                        .setLineage(LINEAGE)
                        .setWorker("worker@1")
                        .setAnsweredMs(nowMs)
                        .setBody(
                                random.nextInt(5) == 0
                                        ? new RequestFailed("no device", true, List.of())
                                        : answerTo(asked))
                        .build());
    }

    private Object answerTo(Request asked) {
        if (asked.getBody() instanceof ToolTrial trial) {
            return new ToolTrialResult(trial.getToolId(), 2, 1 + random.nextInt(2), "");
        }
        EvaluationRequest question = (EvaluationRequest) asked.getBody();
        boolean better = random.nextInt(3) > 0;
        List<ProbeOutcome> outcomes = new ArrayList<>();
        for (String task : question.getTasks()) {
            for (int trial = 0; trial < question.getTrials(); trial++) {
                outcomes.add(new ProbeOutcome(task, trial, !better, better));
            }
        }
        return new EvaluationResult(question.getCandidateId(), question.getBaselineId(), outcomes, 0, 0);
    }

    private void judgeLate() {
        OutcomeKind outcome = random.nextInt(2) == 0 ? OutcomeKind.SUCCESS : OutcomeKind.FAILURE;
        String attempt = anyAttempt();
        Interaction judged = Logs.event(attempt, LINEAGE, -1, nowMs, Logs.feedback("human@1", outcome));
        give(
                Topics.INTERACTIONS,
                attempt,
                Interaction.newBuilder(judged)
                        .setEventId(attempt + "#late-" + log.size())
                        .build());
    }

    private void command() {
        String attempt = anyAttempt();
        List<SpecificRecord> commands = List.of(
                new Retract(attempt + "#" + random.nextInt(3), "private"),
                new Quarantine(attempt, "odd"),
                new Approve(attempt),
                new Rollback("", "worse"),
                new Pause("audit"),
                new Resume("audited"));
        String id = "command-" + log.size();
        give(Topics.CONTROL, LINEAGE, new Control(id, LINEAGE, "ada", nowMs, commands.get(random.nextInt(6))));
    }

    private String anyAttempt() {
        return attempts.get(random.nextInt(attempts.size()));
    }

    private void tick() {
        nowMs += 1_000;
        Interaction tick = Logs.tick(nowMs);
        give(Topics.INTERACTIONS, tick.getTrajectoryId(), tick);
    }

    private void acknowledge(AckKind kind, String adapterId, boolean passed) {
        nowMs += 10;
        give(Topics.ACKS, REPLICA, new Ack(REPLICA, LINEAGE, kind, adapterId, passed, "", nowMs, 0.0));
    }

    private <T extends SpecificRecord> void give(TopicSpec<T> topic, String key, T value) {
        LoggedFact fact = LoggedFact.of(topic, key, nowMs, value);
        log.add(fact);
        pipeline.give(fact);
    }
}
