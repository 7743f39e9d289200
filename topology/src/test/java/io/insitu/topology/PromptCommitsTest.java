package io.insitu.topology;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

class PromptCommitsTest {
    private static final long NOW_MS = 1_700_000_000_000L;

    private final MockProcessorContext<String, String> context = new MockProcessorContext<>();
    private final Processor<String, String, String, String> processor =
            PromptCommits.of(Echo::new).get();

    private static final class Echo extends ContextualProcessor<String, String, String, String> {
        @Override
        public void process(Record<String, String> record) {
            context().forward(record);
        }
    }

    PromptCommitsTest() {
        processor.init(context);
    }

    private boolean commitsAt(long nowMs) {
        context.resetCommit();
        assertThat(context.scheduledPunctuators()).singleElement().satisfies(scheduled -> {
            assertThat(scheduled.getType()).isEqualTo(PunctuationType.WALL_CLOCK_TIME);
            assertThat(scheduled.getInterval()).isEqualTo(PromptCommits.EVERY);
            scheduled.getPunctuator().punctuate(nowMs);
        });
        return context.committed();
    }

    private void sentAt(long atMs) {
        processor.process(new Record<>("key", "value", atMs));
    }

    @Test
    void whatWasJustSentIsCommittedSoonAndOnce() {
        sentAt(NOW_MS - 30);
        assertThat(context.forwarded()).hasSize(1);
        assertThat(commitsAt(NOW_MS)).isTrue();
        assertThat(commitsAt(NOW_MS + 100)).as("there is nothing new").isFalse();
    }

    @Test
    void aTaskThatIsBehindWaitsForTheInterval() {
        sentAt(NOW_MS - PromptCommits.BEHIND_MS - 1);
        assertThat(commitsAt(NOW_MS)).isFalse();
        sentAt(NOW_MS - PromptCommits.BEHIND_MS);
        assertThat(commitsAt(NOW_MS)).as("it has caught up").isTrue();
    }

    @Test
    void aClockThatRunsAheadIsNotBehind() {
        sentAt(NOW_MS + 5_000);
        assertThat(commitsAt(NOW_MS)).isTrue();
    }
}
