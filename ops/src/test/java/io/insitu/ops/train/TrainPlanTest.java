package io.insitu.ops.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.insitu.ops.ExitCode;
import io.insitu.ops.UserError;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.loss.Grpo;
import io.insitu.trainer.loss.MaskedSft;
import io.insitu.trainer.run.Attempt;
import io.insitu.trainer.run.Recipe;
import io.insitu.trainer.step.Example;
import io.insitu.trainer.step.LoraSpec;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainPlanTest {
    private static final ModelConfig SHAPE = ModelConfig.llama(40, 16, 2, 2, 1, 24, 64);

    /** More than fit into a step of any machine. */
    private static final int MANY = 1 << 24;

    /** A step reads what is remembered, too: each attempt once, however many passes. */
    @Test
    void whatIsReplayedMustFit() {
        assertThatCode(() -> mustFit(0, MANY)).doesNotThrowAnyException();
        assertThatCode(() -> mustFit(Integer.MAX_VALUE, 4)).as("four attempts").doesNotThrowAnyException();
        assertThatThrownBy(() -> mustFit(Integer.MAX_VALUE, MANY))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("with --replay 2147483647 needs about")
                .hasMessageContaining("give a smaller --rank, --batch or --replay, or fewer --targets")
                .hasMessageContaining("or shorter sequences: the longest has 64 tokens");
    }

    /** Attention keeps length squared for each of 32 heads, more than an int counts: no option makes that fit. */
    @Test
    void aSequenceThatAloneDoesNotFitIsNamedByItsLine() {
        ModelConfig long32 = ModelConfig.llama(40, 256, 64, 32, 8, 24, 131_072);
        List<Attempt> data = List.of(
                sequence(5).named("line 1"),
                sequence(131_072).named("line 7"),
                sequence(9).named("line 9"));
        UserError refused = catchThrowableOfType(UserError.class, () -> mustFit(long32, data));
        assertThat(refused)
                .hasMessageStartingWith("data.jsonl:7: one sequence of 131072 tokens needs about ")
                .hasMessageEndingWith("; give shorter sequences");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
    }

    private static void mustFit(int replay, int attempts) {
        Recipe recipe = new Recipe(Grpo.defaults(), 1000, 8, 0.1, 0.1, 0, 1, 1, false, true, false, 0, replay, 1, 10);
        List<Attempt> data = Collections.nCopies(attempts, sequence(64));
        TrainPlan.mustFit(Path.of("data.jsonl"), SHAPE, LoraSpec.everywhere(2, 4), recipe, data, 1, true);
    }

    private static void mustFit(ModelConfig shape, List<Attempt> data) {
        Recipe recipe = new Recipe(new MaskedSft(), 1, 8, 0.1, 0.1, 0, 1, 1, false, true, false, 0, 0, 1, 10);
        TrainPlan.mustFit(Path.of("data.jsonl"), shape, LoraSpec.everywhere(2, 4), recipe, data, 1, true);
    }

    private static Attempt sequence(int length) {
        return Attempt.of(Example.imitate(new int[length], new float[length]));
    }
}
