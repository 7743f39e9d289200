package io.insitu.processors.open;

import io.insitu.processors.StageFact;
import io.insitu.processors.StageProcessor;
import io.insitu.processors.TaskMemories;
import io.insitu.schemas.event.JournalEntry;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Hands each journal entry to the stages once. */
public final class OpenJournalProcessor implements Processor<String, JournalEntry, String, StageFact> {
    private final long rememberMs;
    private @Nullable ProcessorContext<String, StageFact> context;
    private @Nullable TaskMemories memories;
    private @Nullable JournalDoor door;

    public OpenJournalProcessor(long rememberMs) {
        this.rememberMs = rememberMs;
    }

    @Override
    public void init(ProcessorContext<String, StageFact> context) {
        this.context = context;
        TaskMemories shared = StageProcessor.task(context, TaskMemories.EVOLVE);
        this.memories = shared;
        this.door = new JournalDoor(rememberMs, StageProcessor.memories(context, shared));
    }

    @Override
    public void process(Record<String, JournalEntry> record) {
        Objects.requireNonNull(memories).settleAfter(() -> handOn(record));
    }

    private void handOn(Record<String, JournalEntry> record) {
        JournalDoor opened = Objects.requireNonNull(door);
        if (opened.passes(record.value())) {
            Optional<StageFact> reached = opened.reached(record.value());
            forward(record, new StageFact.Journal(opened.resolved(record.value())));
            reached.ifPresent(fact -> forward(record, fact));
        }
    }

    private void forward(Record<String, JournalEntry> cause, StageFact fact) {
        Objects.requireNonNull(context).forward(cause.withKey(fact.lineage()).withValue(fact));
    }
}
