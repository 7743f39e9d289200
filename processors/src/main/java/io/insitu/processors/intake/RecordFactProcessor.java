package io.insitu.processors.intake;

import io.insitu.schemas.event.JournalEntry;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/** Enters a reply, a candidate, an acknowledgement or a command into the journal. */
public final class RecordFactProcessor extends ContextualProcessor<String, SpecificRecord, String, JournalEntry> {
    @Override
    public void process(Record<String, SpecificRecord> record) {
        RecordedFacts.entry(record.value())
                .ifPresent(entry ->
                        context().forward(record.withKey(entry.getLineage()).withValue(entry)));
    }
}
