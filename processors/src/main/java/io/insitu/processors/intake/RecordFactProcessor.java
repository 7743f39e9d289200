package io.insitu.processors.intake;

import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.DeadLetter;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.JournalEntry;
import io.insitu.schemas.serde.DeadLetters;
import io.insitu.schemas.serde.TopicSerdes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Enters a reply, a candidate, an acknowledgement or a command into the journal, if it makes sense. */
public final class RecordFactProcessor extends ContextualProcessor<String, SpecificRecord, String, SpecificRecord> {
    /** The topics whose records are entered as they are. */
    public static final List<TopicSpec<? extends SpecificRecord>> RECORDED =
            List.of(Topics.REPLIES, Topics.ADAPTERS, Topics.ACKS, Topics.CONTROL);

    private final TopicSerdes serdes;
    private final String journal;
    private final String letters;

    /**
     * @param serdes writes refused facts as they stood on their topic
     * @param journal node that takes journal entries
     * @param letters node that takes dead letters
     */
    public RecordFactProcessor(TopicSerdes serdes, String journal, String letters) {
        this.serdes = serdes;
        this.journal = journal;
        this.letters = letters;
    }

    @Override
    public void process(Record<String, SpecificRecord> record) {
        Optional<JournalEntry> entry = RecordedFacts.entry(record.value());
        if (entry.isEmpty()) {
            return;
        }
        String violation = FactRules.violation(record.value());
        if (violation == null) {
            context().forward(record.withKey(entry.get().getLineage()).withValue(entry.get()), journal);
        } else {
            refuse(record, violation);
        }
    }

    private void refuse(Record<String, SpecificRecord> record, String violation) {
        for (TopicSpec<? extends SpecificRecord> topic : RECORDED) {
            if (topic.type() == record.value().getClass()) {
                DeadLetter letter = DeadLetters.from(
                        topic.name(),
                        context()
                                .recordMetadata()
                                .map(RecordMetadata::partition)
                                .orElse(-1),
                        context().recordMetadata().map(RecordMetadata::offset).orElse(-1L),
                        key(record),
                        original(topic, record.value()),
                        DeadLetterReason.INVALID_FIELD,
                        violation,
                        Math.max(0, record.timestamp()));
                context().forward(record.withKey(topic.name()).withValue(letter), letters);
            }
        }
    }

    private static byte @Nullable [] key(Record<String, SpecificRecord> record) {
        return record.key() == null ? null : record.key().getBytes(StandardCharsets.UTF_8);
    }

    private <T extends SpecificRecord> byte[] original(TopicSpec<T> topic, SpecificRecord fact) {
        return serdes.of(topic)
                .serializer()
                .serialize(topic.name(), topic.type().cast(fact));
    }
}
