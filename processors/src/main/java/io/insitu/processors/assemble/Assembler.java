package io.insitu.processors.assemble;

import static io.insitu.processors.assemble.AssembleMemory.due;

import io.insitu.processors.Keys;
import io.insitu.processors.Memories;
import io.insitu.processors.Memory;
import io.insitu.processors.assemble.AssembleMemory.Due;
import io.insitu.processors.assemble.AssembleMemory.LogTime;
import io.insitu.processors.assemble.AssembleMemory.Mark;
import io.insitu.processors.assemble.AssembleMemory.Standing;
import io.insitu.processors.assemble.Assembled.Refused;
import io.insitu.schemas.Digest;
import io.insitu.schemas.Traced;
import io.insitu.schemas.event.CloseReason;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Feedback;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.Tick;
import io.insitu.schemas.event.TrajectoryEnded;
import io.insitu.schemas.serde.CanonicalBytes;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** Makes trajectories of interactions; see the package for its rules. */
public final class Assembler {
    private static final String NOW = "now";
    /** Looked at per tick and kind, so that one tick after a long silence does not stall the stream. */
    private static final int DUES_PER_TICK = 512;

    private final AssembleConfig config;
    private final OpenSteps steps;
    private final Memory<Mark> marks;
    private final Memory<Standing> standings;
    private final Memory<Due> dues;
    private final Memory<LogTime> time;

    public Assembler(AssembleConfig config, Memories memories) {
        this.config = config;
        this.steps = new OpenSteps(memories.open(AssembleMemory.STEPS));
        this.marks = memories.open(AssembleMemory.MARKS);
        this.standings = memories.open(AssembleMemory.STANDINGS);
        this.dues = memories.open(AssembleMemory.DUES);
        this.time = memories.open(AssembleMemory.LOG_TIME);
    }

    /** What follows from the next interaction of this partition, in order. */
    public List<Assembled> accept(Interaction event) {
        String violation = InteractionRules.violation(event);
        if (violation != null) {
            return List.of(new Refused(event, DeadLetterReason.INVALID_FIELD, violation));
        }
        if (event.getBody() instanceof Tick tick) {
            return timePassed(tick.getNowMs());
        }
        LogTime log = now();
        if (log.nowMs() > 0 && event.getAtMs() > log.nowMs() + config.futureMs()) {
            long ahead = event.getAtMs() - log.nowMs();
            return List.of(new Refused(
                    event, DeadLetterReason.CLOCK_IN_FUTURE, "atMs is " + ahead + " ms ahead of the log's time"));
        }
        return place(event, log);
    }

    private List<Assembled> place(Interaction event, LogTime log) {
        String id = event.getTrajectoryId();
        byte[] bytes = CanonicalBytes.of(event);
        boolean traced = Traced.is(event.getSeq());
        Mark mark = new Mark(Digest.ofBytes(traced ? CanonicalBytes.of((SpecificRecord) event.getBody()) : bytes));
        Mark known = marks.get(Keys.of(id, event.getEventId()));
        if (known != null) {
            if (!known.equals(mark)) {
                return List.of(new Refused(
                        event, DeadLetterReason.DUPLICATE_CONFLICT, "its event id came before with other content"));
            }
            if (traced) {
                steps.putEarlier(event);
            }
            return List.of();
        }
        Standing standing = standings.get(id);
        if (standing != null && !standing.lineage().equals(event.getLineage())) {
            return List.of(new Refused(
                    event,
                    DeadLetterReason.INVALID_FIELD,
                    "lineage differs from its trajectory's, " + standing.lineage()));
        }
        if (standing != null && standing.closed()) {
            return afterClose(event, mark, standing);
        }
        List<Assembled> result = new ArrayList<>();
        Standing open = standing == null ? open(event, log, result) : standing;
        marks.put(Keys.of(id, event.getEventId()), mark);
        int endSeq = endSeq(event, open.endSeq());
        boolean filled = steps.put(event, result);
        Standing next = open.with(endSeq, open.filled() + (filled ? 1 : 0), bytes.length, log.nowMs());
        if (next.traceEnded() && !open.traceEnded()) {
            next = next.due(next.touchedMs(), again(id, next, log.nowMs() + config.settleMs()));
        }
        standings.put(id, next);
        if (next.complete() && steps.complete(id, endSeq)) {
            close(id, next, CloseReason.ENDED, result);
        } else if (next.events() >= config.maxSteps() || next.bytes() >= config.maxBytes()) {
            close(id, next, CloseReason.SIZE, result);
        }
        return result;
    }

    private static int endSeq(Interaction event, int known) {
        int seq = event.getSeq();
        if (!(event.getBody() instanceof TrajectoryEnded) || Traced.isInConversation(seq)) {
            return known;
        }
        return known == -1 ? seq : Math.min(known, seq);
    }

    private List<Assembled> afterClose(Interaction event, Mark mark, Standing standing) {
        // A closed trajectory marks at most as many events again; beyond that, repeats are refused instead of absorbed.
        if (standing.events() < 2 * config.maxSteps()) {
            marks.put(Keys.of(event.getTrajectoryId(), event.getEventId()), mark);
            standings.put(
                    event.getTrajectoryId(),
                    standing.with(standing.endSeq(), standing.filled(), 0, standing.touchedMs()));
        }
        if (event.getBody() instanceof Feedback) {
            return List.of(new Assembled.Late(event));
        }
        return List.of(new Refused(event, DeadLetterReason.AFTER_END, "its trajectory is closed"));
    }

    private Standing open(Interaction event, LogTime log, List<Assembled> result) {
        LogTime counted = log;
        if (counted.open() >= config.maxOpen()) {
            dues.startingWith(Keys.prefix("open"), 1)
                    .forEach(first -> closeIfOpen(first.value().trajectoryId(), result));
            counted = now();
            if (!counted.openFull()) {
                result.add(Assembled.Full.ofOpen(config));
                counted = counted.full(true, counted.closedFull());
            }
        }
        long dueMs = counted.nowMs() + config.idleMs();
        Standing standing = Standing.opened(event.getLineage(), counted.nowMs(), dueMs);
        dues.put(due(false, dueMs, event.getTrajectoryId()), new Due(event.getTrajectoryId()));
        time.put(NOW, counted.counting(counted.open() + 1, counted.closed()));
        return standing;
    }

    private List<Assembled> timePassed(long tickMs) {
        LogTime log = now();
        long nowMs = Math.max(log.nowMs(), tickMs);
        time.put(NOW, log.at(nowMs));
        List<Assembled> result = new ArrayList<>();
        for (Memory.Entry<Due> entry : dues.startingWith(Keys.prefix("open"), DUES_PER_TICK)) {
            if (Keys.numberAt(entry.key(), 1) > nowMs) {
                break;
            }
            review(entry.value().trajectoryId(), nowMs, result);
        }
        for (Memory.Entry<Due> entry : dues.startingWith(Keys.prefix("closed"), DUES_PER_TICK)) {
            long dueMs = Keys.numberAt(entry.key(), 1);
            if (dueMs > nowMs) {
                break;
            }
            if (dueMs == config.rememberMs()) {
                rememberFrom(nowMs, entry);
            } else {
                forget(entry);
            }
        }
        return result;
    }

    private void review(String id, long nowMs, List<Assembled> result) {
        Standing standing = standings.get(id);
        if (standing == null || standing.closed()) {
            return;
        }
        // Opened before any tick was seen: its silence starts now.
        long touchedMs = standing.touchedMs() == 0 ? nowMs : standing.touchedMs();
        long dueMs = touchedMs + (standing.traceEnded() ? config.settleMs() : config.idleMs());
        if (dueMs <= nowMs) {
            close(id, standing, standing.traceEnded() ? CloseReason.ENDED : CloseReason.IDLE, result);
        } else {
            standings.put(id, standing.due(touchedMs, again(id, standing, dueMs)));
        }
    }

    /** Puts off or brings forward when it is looked at. */
    private long again(String id, Standing standing, long dueMs) {
        dues.delete(due(false, standing.dueMs(), id));
        dues.put(due(false, dueMs, id), new Due(id));
        return dueMs;
    }

    private void closeIfOpen(String id, List<Assembled> result) {
        Standing standing = standings.get(id);
        if (standing != null && !standing.closed()) {
            close(id, standing, CloseReason.IDLE, result);
        }
    }

    private void close(String id, Standing standing, CloseReason reason, List<Assembled> result) {
        result.addAll(drafted(id, standing, reason));
        LogTime log = now();
        long dueMs = log.nowMs() + config.rememberMs();
        dues.delete(due(false, standing.dueMs(), id));
        dues.put(due(true, dueMs, id), new Due(id));
        standings.put(id, standing.closed(dueMs));
        time.put(NOW, log.counting(log.open() - 1, log.closed() + 1).within(config));
        if (log.closed() >= config.maxClosed()) {
            if (!log.closedFull()) {
                result.add(Assembled.Full.ofClosed(config));
                time.put(NOW, now().full(now().openFull(), true));
            }
            dues.startingWith(Keys.prefix("closed"), 1).forEach(this::forget);
        }
    }

    private List<Assembled> drafted(String id, Standing standing, CloseReason reason) {
        // Most attempts are told in order by one who counts: then it is known where everything lies, and nothing is
        // looked for.
        boolean nothingElse = standing.filled() == standing.events() && standing.filled() == standing.endSeq() + 1;
        if (nothingElse && steps.complete(id, standing.endSeq())) {
            return Draft.close(steps.takeUpTo(id, standing.endSeq()), Retold.of(id, List.of()), List.of(), reason);
        }
        return Draft.close(steps.takeInOrder(id), Retold.of(id, steps.takeTraced(id)), steps.takeAside(id), reason);
    }

    /** Closed before any tick was seen: it is remembered from now on. */
    private void rememberFrom(long nowMs, Memory.Entry<Due> entry) {
        String id = entry.value().trajectoryId();
        Standing standing = standings.get(id);
        long dueMs = nowMs + config.rememberMs();
        dues.delete(entry.key());
        dues.put(due(true, dueMs, id), entry.value());
        if (standing != null) {
            standings.put(id, standing.closed(dueMs));
        }
    }

    private void forget(Memory.Entry<Due> entry) {
        String id = entry.value().trajectoryId();
        dues.delete(entry.key());
        standings.delete(id);
        marks.startingWith(Keys.prefix(id)).forEach(mark -> marks.delete(mark.key()));
        LogTime log = now();
        time.put(NOW, log.counting(log.open(), log.closed() - 1).within(config));
    }

    private LogTime now() {
        LogTime known = time.get(NOW);
        return known == null ? LogTime.NOTHING : known;
    }
}
