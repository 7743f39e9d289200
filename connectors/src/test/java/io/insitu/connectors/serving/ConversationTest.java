package io.insitu.connectors.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.insitu.connectors.serving.Generated.Finish;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConversationTest {
    private static final int[] PROMPT = {1, 2, 3};
    private AgentRuntime runtime;

    @BeforeAll
    void open(@TempDir Path folder) throws IOException {
        runtime = AgentRuntime.open(TinyModels.write(folder, TinyModels.llama(false), 7), new RuntimeOptions(1, 24));
    }

    @AfterAll
    void close() {
        runtime.close();
    }

    private static SamplingOptions upTo(int tokens, long seed) {
        return new SamplingOptions(tokens, 1, seed, Set.of());
    }

    private Generated answer(int tokens, long seed) {
        try (Conversation conversation = runtime.begin("desk")) {
            return conversation.generate(PROMPT, upTo(tokens, seed));
        }
    }

    @Test
    void theSameSeedGivesTheSameAnswer() {
        assertThat(answer(10, 5).tokens()).isEqualTo(answer(10, 5).tokens());
        assertThat(answer(10, 5).tokens()).isNotEqualTo(answer(10, 6).tokens());
    }

    @Test
    void everyLogProbabilityIsThatOfTheSoftmaxAfterTheTokensBefore() {
        Generated said = answer(6, 9);
        try (Conversation again = runtime.begin("desk")) {
            float[] logits = again.logitsAfter(PROMPT);
            for (int i = 0; i < said.tokens().size(); i++) {
                float[] at = logits;
                double total = IntStream.range(0, at.length)
                        .mapToDouble(v -> Math.exp(at[v]))
                        .sum();
                int token = said.tokens().get(i);
                assertThat((double) said.logProbs().get(i)).isCloseTo(at[token] - Math.log(total), within(1e-4));
                logits = again.logitsAfter(new int[] {token});
            }
        }
    }

    @Test
    void theNextCallReadsOnWhereTheLastOneEnded() {
        try (Conversation calls = runtime.begin("desk");
                Conversation whole = runtime.begin("desk")) {
            int said = calls.generate(PROMPT, upTo(1, 3)).tokens().get(0);
            float[] after = calls.logitsAfter(new int[] {8, 9});
            assertThat(after).containsExactly(whole.logitsAfter(new int[] {1, 2, 3, said, 8, 9}), within(1e-4f));
        }
    }

    @Test
    void aStopTokenEndsTheAnswerAndIsPartOfIt() {
        int second = answer(10, 5).tokens().get(1);
        try (Conversation conversation = runtime.begin("desk")) {
            Generated said = conversation.generate(PROMPT, new SamplingOptions(10, 1, 5, Set.of(second)));
            assertThat(said.finish()).isEqualTo(Finish.STOP_TOKEN);
            assertThat(said.tokens()).endsWith(second).hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void aFullContextEndsTheAnswerAndThenRefusesInOneLine() {
        try (Conversation conversation = runtime.begin("desk")) {
            Generated said = conversation.generate(PROMPT, upTo(100, 1));
            assertThat(said.finish()).isEqualTo(Finish.CONTEXT_FULL);
            assertThat(conversation.length()).isEqualTo(24);
            assertThatThrownBy(() -> conversation.generate(new int[] {1}, upTo(1, 1)))
                    .isInstanceOf(ServingException.class)
                    .hasMessage(
                            "conversation: 23 tokens and 2 new ones leave no room in a context of 24; begin another");
        }
    }

    @Test
    void aTokenOutsideTheVocabularyIsRefused() {
        try (Conversation conversation = runtime.begin("desk")) {
            assertThatThrownBy(() -> conversation.generate(new int[] {50}, upTo(1, 1)))
                    .hasMessage("token 50 is outside the vocabulary of 50");
        }
    }
}
