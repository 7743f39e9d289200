package io.insitu.processors.open;

import io.insitu.processors.StageFact;
import io.insitu.processors.StageProcessor;
import io.insitu.processors.TaskMemories;
import io.insitu.schemas.event.JournalEntry;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Hands each journal entry to the stages once. */
public final class OpenJournalProcessor implements Processor<String, JournalEntry, String, StageFact> {
    private final long rememberMs;
    private final int most;
    private @Nullable ProcessorContext<String, StageFact> context;
    private @Nullable TaskMemories memories;
    private @Nullable JournalDoor door;

    /**
     * @param rememberMs how long, in log time, a repeat is recognised
     * @param most entries remembered at once
     */
    public OpenJournalProcessor(long rememberMs, int most) {
        this.rememberMs = rememberMs;
        this.most = most;
    }

    @Override
    public void init(ProcessorContext<String, StageFact> context) {
        this.context = context;
        TaskMemories shared = StageProcessor.task(context, TaskMemories.EVOLVE);
        this.memories = shared;
        this.door = new JournalDoor(rememberMs, most, StageProcessor.memories(context, shared));
    }

    @Override
    public void process(Record<String, JournalEntry> record) {
        Objects.requireNonNull(memories).settleAfter(() -> handOn(record));
    }

    private void handOn(Record<String, JournalEntry> record) {
        Objects.requireNonNull(door).opened(record.value()).forEach(fact -> forward(record, fact));
    }

    private void forward(Record<String, JournalEntry> cause, StageFact fact) {
        Objects.requireNonNull(context).forward(cause.withKey(fact.lineage()).withValue(fact));
    }
}
