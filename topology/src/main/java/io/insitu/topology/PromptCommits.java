package io.insitu.topology;

import java.time.Duration;
import java.util.Objects;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Has its task commit soon as long as it keeps up with what is sent. A commit costs the same whether it holds ten records or
 * thousands: a task that is behind gets on faster with fewer of them, and those who wait for it wait for the backlog anyway.
 * When a commit comes changes nothing of what is in it.
 *
 * @param <A> key read
 * @param <B> value read
 * @param <C> key written
 * @param <D> value written
 */
final class PromptCommits<A, B, C, D> implements Processor<A, B, C, D> {
    static final Duration EVERY = Duration.ofMillis(100);

    /** What was sent longer ago than this has waited for others. */
    static final long BEHIND_MS = 1_000;

    private final Processor<A, B, C, D> processor;
    private @Nullable ProcessorContext<C, D> context;
    private boolean waiting;
    private long newestMs;

    private PromptCommits(Processor<A, B, C, D> processor) {
        this.processor = processor;
    }

    /** The same processors, of tasks that commit soon. */
    static <A, B, C, D> ProcessorSupplier<A, B, C, D> of(ProcessorSupplier<A, B, C, D> supplier) {
        return () -> new PromptCommits<>(supplier.get());
    }

    @Override
    public void init(ProcessorContext<C, D> context) {
        this.context = context;
        processor.init(context);
        context.schedule(EVERY, PunctuationType.WALL_CLOCK_TIME, this::commitUnlessBehind);
    }

    @Override
    public void process(Record<A, B> record) {
        waiting = true;
        newestMs = record.timestamp();
        processor.process(record);
    }

    @Override
    public void close() {
        processor.close();
    }

    private void commitUnlessBehind(long nowMs) {
        if (waiting && nowMs - newestMs <= BEHIND_MS) {
            Objects.requireNonNull(context).commit();
            waiting = false;
        }
    }
}
