package io.insitu.ops.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.connectors.context.Context;
import io.insitu.connectors.desk.AttemptLog;
import io.insitu.connectors.desk.DeskAgent;
import io.insitu.connectors.desk.Generated;
import io.insitu.connectors.desk.ModelVocabulary;
import io.insitu.connectors.desk.Policy;
import io.insitu.connectors.desk.Verdict;
import io.insitu.connectors.desk.World;
import io.insitu.connectors.desk.WorldFile;
import io.insitu.ops.report.NoAnswer;
import io.insitu.schemas.event.Generation;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ArmAgentTest {
    private static final World WORLD = WorldFile.shipped("parcels");

    private final List<Verdict> verdicts = new ArrayList<>();
    private final List<Generation> generations = new ArrayList<>();

    @Test
    void aConversationThatCannotBeOpenedEndsItsAttemptAndTheAgentGoesOn() {
        ArmAgent agent = agent(new Scripted(1, 0, 0));

        agent.run();

        assertThat(agent.failure()).isNull();
        assertThat(verdicts)
                .containsExactly(
                        new Verdict(OutcomeKind.INFRASTRUCTURE, NoAnswer.detail("no room")),
                        new Verdict(OutcomeKind.FAILURE, "nothing was done for the customer"));
    }

    @Test
    void aCallThatFailsEndsItsAttemptAndTheAgentGoesOn() {
        ArmAgent agent = agent(new Scripted(0, 1, 0));

        agent.run();

        assertThat(agent.failure()).isNull();
        assertThat(verdicts)
                .extracting(Verdict::outcome)
                .containsExactly(OutcomeKind.INFRASTRUCTURE, OutcomeKind.FAILURE);
        assertThat(verdicts.get(0).detail()).isEqualTo(NoAnswer.detail("device lost"));
    }

    @Test
    void theFirstCallOfAConversationCostsItsOpeningToo() {
        ArmAgent agent = agent(new Scripted(0, 0, 40));

        agent.run();

        // A sleep never ends early: what was waited for is in the figure, on any machine.
        assertThat(generations)
                .hasSize(2)
                .allSatisfy(call -> assertThat(call.getLatencyMs()).isGreaterThanOrEqualTo(40));
    }

    @Test
    void anAgentThatBreaksOtherwiseSaysWhy() {
        RunPlan plan = plan();
        DeskAgent desk = new DeskAgent(WORLD, request -> Context.none(), new Scripted(0, 0, 0));
        ArmAgent agent = new ArmAgent(
                Arm.FROZEN,
                plan,
                Map.of(0, 0),
                desk,
                attempt -> {
                    throw new IllegalStateException("no log");
                },
                new Progress(List.of(Arm.FROZEN), 4),
                1_000,
                new CountDownLatch(1));

        agent.run();

        assertThat(agent.failure()).hasMessage("no log");
    }

    private ArmAgent agent(Policy policy) {
        DeskAgent desk = new DeskAgent(WORLD, request -> Context.none(), new MeasuredPolicy(policy));
        return new ArmAgent(
                Arm.FROZEN,
                plan(),
                Map.of(0, 0, 1, 0),
                desk,
                attempt -> new Remembering(),
                new Progress(List.of(Arm.FROZEN), 4),
                1_000,
                new CountDownLatch(1));
    }

    private static RunPlan plan() {
        return new RunPlan(WORLD, new RunSettings("parcels", "", 1, 4, List.of("frozen"), 1_000));
    }

    /** Gives up at once when asked; before that it fails as often as it is told to. */
    private static final class Scripted implements Policy {
        private int refuseOpening;
        private int refuseAnswer;
        private final long openingMs;

        Scripted(int refuseOpening, int refuseAnswer, long openingMs) {
            this.refuseOpening = refuseOpening;
            this.refuseAnswer = refuseAnswer;
            this.openingMs = openingMs;
        }

        @Override
        public String baseModelId() {
            return "scripted";
        }

        @Override
        public Conversation open(Sampling sampling) {
            if (refuseOpening-- > 0) {
                throw new IllegalStateException("no room");
            }
            try {
                Thread.sleep(openingMs);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return new Conversation() {
                @Override
                public Generated generate(int[] newTokens) {
                    if (refuseAnswer-- > 0) {
                        throw new IllegalStateException("device lost");
                    }
                    int[] done = {ModelVocabulary.DONE, ModelVocabulary.END};
                    return new Generated(done, new float[2], "", 0.1);
                }

                @Override
                public void close() {}
            };
        }
    }

    private final class Remembering implements AttemptLog {
        @Override
        public void started(TaskStarted task) {}

        @Override
        public void step(Generation generation) {
            generations.add(generation);
        }

        @Override
        public void step(ToolCall call) {}

        @Override
        public void step(ToolResult result) {}

        @Override
        public void ended(Verdict verdict) {
            verdicts.add(verdict);
        }
    }
}
