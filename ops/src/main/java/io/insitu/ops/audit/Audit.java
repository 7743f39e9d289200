package io.insitu.ops.audit;

import io.insitu.ops.audit.ReplyTally.Worker;
import io.insitu.ops.log.LogReader;
import io.insitu.ops.log.LogReader.Line;
import io.insitu.ops.replay.Digests;
import io.insitu.ops.site.Evolution;
import io.insitu.ops.site.Groups;
import io.insitu.ops.site.Lag;
import io.insitu.ops.site.ScoringFile;
import io.insitu.ops.site.Site;
import io.insitu.processors.Keys;
import io.insitu.processors.distil.DistilConfig;
import io.insitu.processors.gate.GateConfig;
import io.insitu.processors.gate.GateMemory;
import io.insitu.processors.gate.GateState;
import io.insitu.processors.intake.RecordFactProcessor;
import io.insitu.processors.recall.RecallConfig;
import io.insitu.schemas.StoreSpec;
import io.insitu.schemas.Stores;
import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.DeadLetter;
import io.insitu.schemas.event.DistillationRequest;
import io.insitu.schemas.event.EvaluationRequest;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.JournalEntry;
import io.insitu.schemas.event.JudgeRequest;
import io.insitu.schemas.event.LateFeedback;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.Tick;
import io.insitu.schemas.event.ToolTrial;
import io.insitu.schemas.event.Trajectory;
import io.insitu.schemas.serde.JsonSerde;
import io.insitu.schemas.serde.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads a folder's log and stores once and tells every tally. Learning must be at rest. */
final class Audit {
    private final Site site;
    private final LogReader log;
    private final Faculties faculties = new Faculties();
    private final AttemptTally attempts = new AttemptTally();
    private final ExperienceTally experience;
    private final RecordedTally recorded = new RecordedTally();
    private final CreditTally credits = new CreditTally(RecallConfig.defaults(), DistilConfig.defaults(), faculties);
    private final ReplyTally replies;
    private final AdapterTally adapters;

    Audit(Site site) {
        this.site = site;
        this.experience = new ExperienceTally(ScoringFile.of(site.folder()));
        this.log = new LogReader(site.clients(), site.serdes());
        try (Lag lag = new Lag(site.clients())) {
            Worker desk = new Worker(
                    positions(lag, Groups.DESK_WORKER, Topics.REQUESTS),
                    GateConfig.defaults().evaluationTimeoutMs());
            this.replies = new ReplyTally(Map.of(
                    ToolTrial.class,
                    desk,
                    EvaluationRequest.class,
                    desk,
                    JudgeRequest.class,
                    patient(lag, Groups.JUDGE),
                    DistillationRequest.class,
                    patient(lag, Groups.DISTILLER)));
            this.adapters = new AdapterTally(positions(lag, Groups.TRAINER, Topics.TRAINING_BATCHES), faculties);
        }
    }

    List<Tally> count() {
        each(Topics.CONTROL, line -> faculties.command(line.value()));
        each(Topics.DEAD_LETTERS, line -> letter(line.value()));
        each(Topics.INTERACTIONS, line -> attempts.event(line.value(), place(Topics.INTERACTIONS, line)));
        RecordFactProcessor.RECORDED.forEach(this::recorded);
        each(Topics.JOURNAL, line -> entry(line.value(), line.partition()));
        each(Topics.EXPERIENCE, line -> {
            experience.experience(line.value());
            credits.experience(line.value());
        });
        each(Topics.REQUESTS, line -> replies.asked(line.value(), place(Topics.REQUESTS, line)));
        each(Topics.REPLIES, line -> replies.answered(line.value().getRequestId()));
        each(Topics.TRAINING_BATCHES, line -> adapters.batch(line.value(), place(Topics.TRAINING_BATCHES, line)));
        each(Topics.ADAPTERS, line -> adapters.adapter(line.value()));
        each(Topics.PRINCIPLES, line -> {
            if (isCredited(line.value())) {
                credits.published(Entry.of(line.value()));
            }
        });
        each(Topics.TOOLS, line -> credits.published(Entry.of(line.value())));
        store(Stores.DISTIL_PRINCIPLES, Topics.PRINCIPLES, value -> {
            if (isCredited(value)) {
                credits.stored(Entry.of(value));
            }
        });
        store(Stores.DISTIL_TOOLS, Topics.TOOLS, value -> credits.stored(Entry.of(value)));
        gates();
        List<Tally> tallies = new ArrayList<>(
                List.of(attempts.events(), attempts.trajectories(), recorded.recorded(), experience.experience()));
        tallies.addAll(credits.tallies());
        tallies.addAll(List.of(
                replies.requests(), replies.replies(), adapters.batches(), adapters.candidates(), adapters.verdicts()));
        return tallies;
    }

    /** Principles with a check have pairs of attempts instead of uses. */
    private static boolean isCredited(Principle principle) {
        return principle.getCheck() == null;
    }

    private <T extends SpecificRecord> void each(TopicSpec<T> topic, Consumer<Line<T>> visitor) {
        log.each(topic, "", visitor);
    }

    private <T extends SpecificRecord> void recorded(TopicSpec<T> topic) {
        each(topic, line -> recorded.said(line.value(), place(topic, line)));
    }

    private void entry(JournalEntry entry, int partition) {
        experience.entry(entry, partition);
        recorded.entry(entry);
        if (entry.getBody() instanceof Trajectory trajectory) {
            attempts.trajectory(trajectory.getTrajectoryId(), trajectory.getEventIds());
        } else if (entry.getBody() instanceof LateFeedback late) {
            attempts.lateFeedback(late.getEventId());
        } else if (entry.getBody() instanceof Tick tick) {
            replies.timePassed(tick.getNowMs());
        }
    }

    private void letter(DeadLetter letter) {
        Place place = new Place(letter.getOriginTopic(), letter.getOriginPartition(), letter.getOriginOffset());
        attempts.letterAbout(place);
        recorded.letterAbout(place);
        adapters.letterAbout(place);
        if (letter.getOriginTopic().equals(Topics.INTERACTIONS.name()) && letter.getValue() != null) {
            byte[] bytes = new byte[letter.getValue().remaining()];
            letter.getValue().duplicate().get(bytes);
            try {
                Interaction event =
                        site.serdes().of(Topics.INTERACTIONS).deserializer().deserialize(place.topic(), bytes);
                attempts.letterAbout(event.getEventId());
            } catch (UnreadableRecordException e) {
                // It was refused because it cannot be read, or it was too long for a letter: its place has to do.
            }
        }
    }

    private <T extends SpecificRecord> void store(StoreSpec store, TopicSpec<T> topic, Consumer<T> visitor) {
        Deserializer<T> deserializer = site.serdes().of(topic).deserializer();
        Digests digests = new Digests(log);
        String changelog = store.changelog(Evolution.APPLICATION);
        digests.contents(store, Evolution.APPLICATION)
                .forEach(partition -> partition
                        .values()
                        .forEach(bytes -> visitor.accept(deserializer.deserialize(changelog, bytes))));
    }

    private void gates() {
        try (JsonSerde<GateState> serde = JsonSerde.of(GateMemory.STATES.type())) {
            Deserializer<GateState> deserializer = serde.deserializer();
            String changelog = Stores.GATE_STATES.changelog(Evolution.APPLICATION);
            new Digests(log)
                    .contents(Stores.GATE_STATES, Evolution.APPLICATION)
                    .forEach(partition -> partition.forEach((key, bytes) -> adapters.gate(
                            Keys.last(new String(key, StandardCharsets.UTF_8)),
                            deserializer.deserialize(changelog, bytes))));
        }
    }

    private static Worker patient(Lag lag, String group) {
        return new Worker(positions(lag, group, Topics.REQUESTS), Worker.NO_DEADLINE);
    }

    private static Map<Integer, Long> positions(Lag lag, String group, TopicSpec<?> topic) {
        Map<Integer, Long> positions = new HashMap<>();
        lag.positions(group).forEach((partition, offset) -> {
            if (partition.topic().equals(topic.name())) {
                positions.put(partition.partition(), offset);
            }
        });
        return positions;
    }

    private static Place place(TopicSpec<?> topic, Line<?> line) {
        return new Place(topic.name(), line.partition(), line.offset());
    }
}
