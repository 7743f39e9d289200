package io.insitu.processors.assemble;

import io.insitu.processors.StageProcessor;
import io.insitu.processors.TaskMemories;
import io.insitu.schemas.Digest;
import io.insitu.schemas.event.DeadLetter;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Feedback;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.JournalEntry;
import io.insitu.schemas.event.LateFeedback;
import io.insitu.schemas.event.Tick;
import io.insitu.schemas.event.Trajectory;
import io.insitu.schemas.serde.DeadLetters;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Gives interactions to the assembler; forwards what follows as journal entries and dead letters. */
public final class AssembleTrajectoryProcessor implements Processor<String, Interaction, String, SpecificRecord> {
    private final AssembleConfig config;
    private final String topic;
    private final Serializer<Interaction> serializer;
    private final String journal;
    private final String letters;
    private @Nullable ProcessorContext<String, SpecificRecord> context;
    private @Nullable TaskMemories memories;
    private @Nullable Assembler assembler;

    /**
     * @param serializer writes refused interactions as they stood on their topic
     * @param journal node that takes journal entries
     * @param letters node that takes dead letters
     */
    public AssembleTrajectoryProcessor(
            AssembleConfig config, String topic, Serializer<Interaction> serializer, String journal, String letters) {
        this.config = config;
        this.topic = topic;
        this.serializer = serializer;
        this.journal = journal;
        this.letters = letters;
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> context) {
        this.context = context;
        TaskMemories shared = StageProcessor.task(context, TaskMemories.INTAKE);
        this.memories = shared;
        this.assembler = new Assembler(config, StageProcessor.memories(context, shared));
    }

    @Override
    public void process(Record<String, Interaction> record) {
        Objects.requireNonNull(memories).settleAfter(() -> assemble(record));
    }

    private void assemble(Record<String, Interaction> record) {
        Interaction event = record.value();
        boolean refused = false;
        for (Assembled assembled : Objects.requireNonNull(assembler).accept(event)) {
            if (assembled instanceof Assembled.Closed closed) {
                write(record, entry(closed.trajectory()));
            } else if (assembled instanceof Assembled.Late late) {
                write(record, entry(late.feedback()));
            } else if (assembled instanceof Assembled.Refused letter) {
                refuse(record, letter);
                refused |= letter.event() == event;
            } else if (assembled instanceof Assembled.Full full) {
                say(record, full);
            }
        }
        // One partition speaks for all: the journal needs each tick once.
        if (!refused
                && event.getBody() instanceof Tick tick
                && context().taskId().partition() == 0) {
            write(record, tick(tick));
        }
    }

    private ProcessorContext<String, SpecificRecord> context() {
        return Objects.requireNonNull(context);
    }

    private void write(Record<String, Interaction> cause, JournalEntry entry) {
        context().forward(cause.withKey(entry.getLineage()).withValue(entry), journal);
    }

    private void refuse(Record<String, Interaction> cause, Assembled.Refused refused) {
        Interaction event = refused.event();
        // Only the event at hand has a place; one that waited in memory has left its offset behind.
        boolean atHand = event == cause.value();
        byte[] value = serializer.serialize(topic, event);
        DeadLetter letter = DeadLetters.from(
                topic,
                context().taskId().partition(),
                atHand ? context().recordMetadata().map(RecordMetadata::offset).orElse(-1L) : -1L,
                event.getTrajectoryId().getBytes(StandardCharsets.UTF_8),
                value,
                refused.reason(),
                refused.detail(),
                event.getAtMs());
        context().forward(cause.withKey(topic).withValue(letter), letters);
    }

    /** Nothing is wrong with the record at hand: the letter holds none. */
    private void say(Record<String, Interaction> cause, Assembled.Full full) {
        DeadLetter letter = DeadLetter.newBuilder()
                .setOriginTopic(topic)
                .setOriginPartition(context().taskId().partition())
                .setOriginOffset(-1)
                .setReason(DeadLetterReason.LIMIT_REACHED)
                .setDetail(full.detail())
                .setAtMs(cause.value().getAtMs())
                .build();
        context().forward(cause.withKey(topic).withValue(letter), letters);
    }

    private static JournalEntry entry(Trajectory trajectory) {
        return JournalEntry.newBuilder()
                .setEntryId(Digest.of("trajectory", trajectory.getLineage(), trajectory.getTrajectoryId()))
                .setLineage(trajectory.getLineage())
                .setAtMs(trajectory.getEndedMs())
                .setBody(trajectory)
                .build();
    }

    private static JournalEntry entry(Interaction late) {
        return JournalEntry.newBuilder()
                .setEntryId(Digest.of("feedback", late.getLineage(), late.getTrajectoryId(), late.getEventId()))
                .setLineage(late.getLineage())
                .setAtMs(late.getAtMs())
                .setBody(LateFeedback.newBuilder()
                        .setTrajectoryId(late.getTrajectoryId())
                        .setEventId(late.getEventId())
                        .setFeedback((Feedback) late.getBody())
                        .build())
                .build();
    }

    private static JournalEntry tick(Tick tick) {
        return JournalEntry.newBuilder()
                .setEntryId("tick-" + tick.getNowMs())
                .setLineage("")
                .setAtMs(tick.getNowMs())
                .setBody(tick)
                .build();
    }
}
