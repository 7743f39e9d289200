package io.insitu.connectors.exporting;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.connectors.atif.AtifExport;
import io.insitu.schemas.event.CloseReason;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.Generation;
import io.insitu.schemas.event.GroupStatistics;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolResult;
import io.insitu.schemas.event.ToolStatus;
import io.insitu.schemas.event.Trajectory;
import io.insitu.schemas.serde.EventClasses;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PurifiedTest {
    static {
        EventClasses.trust(); // no serde here that would
    }

    /** Two tries that are refused, their correction, and one more call. */
    private final Experience lived = experience(
            List.of(
                    generation(1, 10, "try"),
                    new ToolCall("a", "pay", "{\"method\":1}"),
                    new ToolResult("a", "pay", ToolStatus.ERROR, "no such method", -1.0),
                    generation(2, 11, "try again"),
                    new ToolCall("b", "pay", "{\"method\":2}"),
                    new ToolResult("b", "pay", ToolStatus.ERROR, "no such method", -1.0),
                    generation(3, 12, "correct"),
                    new ToolCall("c", "pay", "{\"method\":3}"),
                    new ToolResult("c", "pay", ToolStatus.OK, "paid", -1.0),
                    generation(4, 13, "done")),
            List.of(true, true, true, true, true, true, false, false, false, false));

    @Test
    void theCorrectionStandsWhereTheTryWas() {
        Experience pure = Purified.of(lived);
        List<Object> steps = pure.getTrajectory().getSteps();
        assertThat(steps).hasSize(4);
        Generation correction = (Generation) steps.get(0);
        assertThat(correction.getText()).isEqualTo("correct");
        assertThat(correction.getPromptTokens()).as("of the first try").containsExactly(1);
        assertThat(correction.getTokens()).containsExactly(12);
        assertThat(correction.getLogProbs()).as("they were of another prompt").isEmpty();
        assertThat(steps.get(3)).isEqualTo(lived.getTrajectory().getSteps().get(9));
        assertThat(Stream.of(pure.getStepMask(), pure.getStepCredits(), pure.getStepReplaced()))
                .allMatch(each -> each.size() == 4);
        assertThat(pure.getStepCredits()).containsExactly(6f, 7f, 8f, 9f);
        assertThat(lived.getTrajectory().getSteps())
                .as("what happened stays as it was")
                .hasSize(10);
    }

    @Test
    void whoReadsItSeesNoRefusalAndTheTokensOfAnAttemptWithoutOne() {
        String record = new AtifExport().record(Purified.of(lived)).toString();
        assertThat(record)
                .contains("paid", "\"prompt_token_ids\":[1]", "\"prompt_token_ids\":[1,12,4]")
                .doesNotContain("no such method");
        assertThat(new AtifExport().record(lived).toString()).contains("no such method");
    }

    @Test
    void whatNeededNoCorrectionIsTheSame() {
        Experience plain = experience(List.of(generation(1, 10, "done")), List.of(false));
        assertThat(Purified.of(plain)).isSameAs(plain);
        assertThat(Purified.of(experience(List.of(generation(1, 10, "done")), List.of()))
                        .getTrajectory())
                .isEqualTo(plain.getTrajectory());
    }

    private static Generation generation(int prompt, int token, String text) {
        return Generation.newBuilder()
                .setText(text)
                .setPromptTokens(List.of(prompt))
                .setTokens(List.of(token))
                .setLogProbs(List.of(-0.5f))
                .setBaseModelId("base")
                .build();
    }

    private static Experience experience(List<Object> steps, List<Boolean> replaced) {
        return Experience.newBuilder()
                .setExperienceId("e")
                .setLineage("desk")
                .setTrajectory(Trajectory.newBuilder()
                        .setTrajectoryId("t")
                        .setLineage("desk")
                        .setTaskId("task")
                        .setGroupId("")
                        .setGroupSize(1)
                        .setInstruction("pay")
                        .setStartedMs(1)
                        .setEndedMs(1)
                        .setClosed(CloseReason.ENDED)
                        .setSteps(steps)
                        .setOutcome(OutcomeKind.SUCCESS)
                        .build())
                .setOutcome(OutcomeKind.SUCCESS)
                .setRewards(List.of())
                .setTotalReward(1)
                .setAdvantage(0)
                .setGroup(new GroupStatistics("t", 1, 1, 1.0, 0.0, 0, 0, 0.0))
                .setStepMask(steps.stream().map(step -> true).toList())
                .setStepCredits(IntStream.range(0, steps.size())
                        .mapToObj(i -> (float) i)
                        .toList())
                .setStepReplaced(replaced)
                .setScoredMs(1)
                .build();
    }
}
