package io.insitu.connectors.desk;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.connectors.context.Context;
import io.insitu.connectors.context.ContextProvider;
import io.insitu.connectors.desk.ModelVocabulary.Pool;
import io.insitu.schemas.event.Generation;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.Tool;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeskAgentTest {
    private static final int END = ModelVocabulary.END;
    private final World world = Desks.tiny();
    private final DeskVocabulary vocabulary = new DeskVocabulary(world);
    private final DeskTask task = Desks.refund("gold", "fine", WorldPhase.BEFORE, List.of("swap", "credit", "close"));
    private final List<Object> told = new ArrayList<>();

    @Test
    void anAttemptIsToldFromTheTicketToTheVerdict() {
        AttemptReport report = run(
                ContextProvider.none(),
                new int[] {ModelVocabulary.LOOKUP, vocabulary.required("lamp"), END},
                new int[] {vocabulary.required("credit"), END},
                new int[] {ModelVocabulary.DONE, END});
        assertThat(report.verdict().outcome()).isEqualTo(OutcomeKind.SUCCESS);
        assertThat(report.calls()).isEqualTo(2);
        assertThat(told.stream().map(event -> event.getClass().getSimpleName()))
                .containsExactly(
                        "TaskStarted",
                        "Generation",
                        "ToolCall",
                        "ToolResult",
                        "Generation",
                        "ToolCall",
                        "ToolResult",
                        "Generation",
                        "Verdict");
        assertThat(((ToolCall) told.get(2)).getArguments()).isEqualTo("{\"object\":\"lamp\"}");
        assertThat(((TaskStarted) told.get(0)).getTerms()).containsExactly("refund", "gold", "fine", "lamp");
    }

    @Test
    void promptsAndAnswersTogetherAreTheExactSequence() {
        run(ContextProvider.none(), new int[] {ModelVocabulary.LOOKUP, vocabulary.required("lamp"), END}, new int[] {
            ModelVocabulary.DONE, END
        });
        List<Integer> sequence = new ArrayList<>();
        told.stream()
                .filter(Generation.class::isInstance)
                .map(Generation.class::cast)
                .forEach(generation -> {
                    sequence.addAll(generation.getPromptTokens());
                    sequence.addAll(generation.getTokens());
                });
        assertThat(vocabulary.text(sequence.stream().mapToInt(id -> id).toArray()))
                .isEqualTo("<bos> <task> refund gold fine lamp <options> swap credit close <act> find lamp <end>"
                        + " <res> ok <act> <done> <end>");
    }

    @Test
    void aMacroIsOneCallWhoseResultSumsUpItsSteps() {
        Tool macro = Desks.macro("quick", List.of("refund"), "find", "credit");
        AttemptReport report = run(
                request -> new Context(List.of(), List.of(macro), List.of("quick"), List.of()),
                new int[] {Pool.MACRO.token(0), END},
                new int[] {ModelVocabulary.DONE, END});
        assertThat(report.verdict().outcome()).isEqualTo(OutcomeKind.SUCCESS);
        assertThat(report.calls()).isEqualTo(1);
        assertThat(told.stream().filter(ToolCall.class::isInstance).map(event -> ((ToolCall) event).getCallId()))
                .containsExactly("c1");
        assertThat(((ToolResult) told.get(3)).getContent()).isEqualTo("find ok, credit ok");
        assertThat(((TaskStarted) told.get(0)).getToolsOffered()).contains("quick");
    }

    @Test
    void anAnswerThatIsNoCallFailsTheAttempt() {
        AttemptReport report = run(ContextProvider.none(), new int[] {ModelVocabulary.OK, ModelVocabulary.OK});
        assertThat(report.verdict()).isEqualTo(Verdict.failure("the agent said something that is no call"));
    }

    private AttemptReport run(ContextProvider knowledge, int[]... answers) {
        Attempt attempt = Attempt.alone("desk", "t1", task, 1, 1.0);
        return new DeskAgent(world, knowledge, new Scripted(answers)).run(attempt, new Listening());
    }

    /** Says what it was told to say. */
    private record Scripted(int[][] answers) implements Policy {
        @Override
        public String baseModelId() {
            return "script";
        }

        @Override
        public Conversation open(Sampling sampling) {
            Deque<int[]> left = new ArrayDeque<>(List.of(answers));
            return new Conversation() {
                @Override
                public Generated generate(int[] newTokens) {
                    int[] answer = left.removeFirst();
                    return new Generated(answer, new float[answer.length], "", 1.0);
                }

                @Override
                public void close() {}
            };
        }
    }

    private final class Listening implements AttemptLog {
        @Override
        public void started(TaskStarted started) {
            told.add(started);
        }

        @Override
        public void step(Generation generation) {
            told.add(generation);
        }

        @Override
        public void step(ToolCall call) {
            told.add(call);
        }

        @Override
        public void step(ToolResult result) {
            told.add(result);
        }

        @Override
        public void ended(Verdict verdict) {
            told.add(verdict);
        }
    }
}
