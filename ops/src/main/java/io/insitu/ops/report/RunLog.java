package io.insitu.ops.report;

import io.insitu.ops.log.LogReader;
import io.insitu.ops.log.RunningTime;
import io.insitu.ops.report.CallMeasure.PolicyCall;
import io.insitu.ops.report.CallMeasure.Refused;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.Ack;
import io.insitu.schemas.event.AckKind;
import io.insitu.schemas.event.AdapterStatus;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.EvaluationResult;
import io.insitu.schemas.event.Generation;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.Reply;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.Tick;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.TrajectoryEnded;
import io.insitu.schemas.event.Update;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a report needs to know, read from the log in one pass per topic. */
final class RunLog {
    /** An update with the time at which the broker took it. */
    record Published(Update update, long atMs) {}

    private final List<Episode> episodes = new ArrayList<>();
    private final List<PolicyCall> calls = new ArrayList<>();
    private final List<Refused> refused = new ArrayList<>();
    private final List<Published> updates = new ArrayList<>();
    private final List<Ack> acks = new ArrayList<>();
    private final Map<String, AdapterVersion> decided = new HashMap<>();
    private final Map<String, Reply> evaluations = new HashMap<>();
    private final AdapterTimes adapterTimes = new AdapterTimes();
    private final Map<String, Integer> letters = new TreeMap<>();
    private final Map<String, Open> open = new HashMap<>();
    private final RunningTime running = new RunningTime();
    private long events;
    private long firstMs = Long.MAX_VALUE;
    private long lastMs;

    /** An attempt whose end was not yet met; all its events are in one partition, in order. */
    private static final class Open {
        private int number;
        private boolean afterDrift;
        private int calls;
    }

    static RunLog read(LogReader log) {
        RunLog run = new RunLog();
        log.each(Topics.INTERACTIONS, "", line -> run.note(line.value()));
        log.each(Topics.UPDATES, "", line -> run.note(line.value(), line.timestampMs()));
        log.each(Topics.ACKS, "", line -> run.note(line.value()));
        log.each(Topics.REPLIES, "", line -> run.note(line.value()));
        log.each(Topics.EXPERIENCE, "", line -> run.adapterTimes.note(line.value()));
        log.each(Topics.TRAINING_BATCHES, "", line -> run.adapterTimes.note(line.value()));
        log.each(Topics.ADAPTERS, "", line -> run.note(line.value()));
        log.each(
                Topics.DEAD_LETTERS,
                "",
                line -> run.letters.merge(line.value().getReason().name(), 1, Integer::sum));
        return run;
    }

    List<Episode> episodes(String lineage) {
        return episodes.stream()
                .filter(episode -> episode.lineage().equals(lineage))
                .sorted(Comparator.comparingInt(Episode::number))
                .toList();
    }

    List<PolicyCall> calls(String lineage) {
        return calls.stream().filter(call -> call.lineage().equals(lineage)).toList();
    }

    List<Published> updates(String lineage) {
        return updates.stream()
                .filter(published -> published.update().getLineage().equals(lineage))
                .toList();
    }

    List<Refused> refused(String lineage) {
        return refused.stream().filter(call -> call.lineage().equals(lineage)).toList();
    }

    /** When replicas loaded an adapter of a lineage and began to serve it; the return to the base alone included. */
    List<Ack> publishes(String lineage) {
        return acks.stream()
                .filter(ack -> ack.getLineage().equals(lineage))
                .sorted(Comparator.comparingLong(Ack::getAtMs))
                .toList();
    }

    /** Every evaluation that was answered, each once. */
    List<EvaluationResult> evaluations(String lineage) {
        return evaluations.values().stream()
                .filter(reply -> reply.getLineage().equals(lineage))
                .map(reply -> (EvaluationResult) reply.getBody())
                .toList();
    }

    AdapterTimes adapterTimes() {
        return adapterTimes;
    }

    /** What the gate last said of each adapter that is no longer a mere candidate. */
    List<AdapterVersion> decided(String lineage) {
        return decided.values().stream()
                .filter(version -> version.getLineage().equals(lineage))
                .sorted(Comparator.comparing(AdapterVersion::getAdapterId))
                .toList();
    }

    Map<String, Integer> letters() {
        return letters;
    }

    long events() {
        return events;
    }

    /** From the first event to the last, in seconds; time in which no process ran is left out. */
    double seconds() {
        return events == 0 ? 0 : running.secondsBetween(firstMs, lastMs);
    }

    void note(Update update, long publishedMs) {
        updates.add(new Published(update, publishedMs));
    }

    void note(Ack ack) {
        if (ack.getKind() == AckKind.SERVING || ack.getKind() == AckKind.LOADED) {
            acks.add(ack);
        }
    }

    void note(Reply reply) {
        if (reply.getBody() instanceof EvaluationResult) {
            evaluations.put(reply.getRequestId(), reply);
        }
    }

    void note(AdapterVersion version) {
        adapterTimes.note(version);
        if (version.getStatus() != AdapterStatus.CANDIDATE) {
            decided.put(version.getLineage() + "/" + version.getAdapterId(), version);
        }
    }

    void note(Interaction event) {
        Object body = event.getBody();
        running.note(event.getAtMs());
        if (body instanceof Tick) {
            return;
        }
        events++;
        firstMs = Math.min(firstMs, event.getAtMs());
        lastMs = Math.max(lastMs, event.getAtMs());
        if (body instanceof TaskStarted task) {
            Open attempt = new Open();
            attempt.number = number(task);
            attempt.afterDrift = "AFTER".equals(task.getAttributes().get("phase"));
            open.put(event.getTrajectoryId(), attempt);
            return;
        }
        Open attempt = open.get(event.getTrajectoryId());
        if (attempt == null) {
            return;
        }
        if (body instanceof Generation generation) {
            calls.add(new PolicyCall(event.getLineage(), event.getAtMs(), generation.getLatencyMs()));
        } else if (body instanceof ToolCall call) {
            attempt.calls += call.getCallId().contains(".") ? 0 : 1;
        } else if (body instanceof TrajectoryEnded ended) {
            open.remove(event.getTrajectoryId());
            if (NoAnswer.ended(ended)) {
                refused.add(new Refused(event.getLineage(), event.getAtMs()));
            }
            episodes.add(new Episode(
                    event.getLineage(),
                    attempt.number,
                    attempt.afterDrift,
                    ended.getOutcome(),
                    attempt.calls,
                    event.getAtMs()));
        }
    }

    private static int number(TaskStarted task) {
        String number = task.getAttributes().getOrDefault("episode", "");
        return number.matches("[0-9]{1,9}") ? Integer.parseInt(number) : 0;
    }
}
