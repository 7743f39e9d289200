package io.insitu.ops.train;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.insitu.ops.UserError;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.loss.Grpo;
import io.insitu.trainer.run.Attempt;
import io.insitu.trainer.run.Recipe;
import io.insitu.trainer.step.Example;
import io.insitu.trainer.step.LoraSpec;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainPlanTest {
    private static final ModelConfig SHAPE = ModelConfig.llama(40, 16, 2, 2, 1, 24, 64);
    private static final List<Attempt> DATA =
            Collections.nCopies(4, Attempt.of(Example.imitate(new int[64], new float[64])));

    /** A step reads what is remembered, too: as much as there can be by then. */
    @Test
    void whatIsReplayedMustFit() {
        assertThatCode(() -> mustFit(0, Integer.MAX_VALUE)).doesNotThrowAnyException();
        assertThatCode(() -> mustFit(Integer.MAX_VALUE, 1)).as("four attempts").doesNotThrowAnyException();
        assertThatThrownBy(() -> mustFit(Integer.MAX_VALUE, Integer.MAX_VALUE))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("with --replay 2147483647 needs about")
                .hasMessageContaining("give a smaller --rank, --batch or --replay, or fewer --targets");
    }

    private static void mustFit(int replay, int epochs) {
        Recipe recipe = new Recipe(Grpo.defaults(), epochs, 8, 0.1, 0.1, 0, 1, 1, false, true, false, 0, replay, 1, 10);
        TrainPlan.mustFit(SHAPE, LoraSpec.everywhere(2, 4), recipe, DATA, 1, true);
    }
}
