package io.insitu.trainer.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.schemas.model.Tensor;
import io.insitu.trainer.check.FixtureAccuracy.Distance;
import io.insitu.trainer.check.FixtureAccuracy.Worst;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.model.FloatWeights;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class FixtureAccuracyTest {
    /** The engine that defines correct, by the yardstick of a device: the yardstick must show how near it is, and of what. */
    @Test
    void theCpuEngineIsFarInside() throws Exception {
        Path at = Path.of("").toAbsolutePath();
        while (at != null && !Files.isDirectory(at.resolve("shared/fixtures/trainer"))) {
            at = at.getParent();
        }
        Assumptions.assumeTrue(at != null, "no shared/fixtures/trainer above this folder: nothing compared");
        Path folder = at.resolve("shared/fixtures/trainer/tiny-qwen2");
        FixtureAccuracy accuracy = FixtureAccuracy.of(FloatWeights.on(new CpuEngines()), folder);
        assertThat(accuracy.loss().value()).isBetween(1e-12, 1e-4);
        assertThat(accuracy.gradient().value()).isBetween(1e-9, 2e-4);
        assertThat(accuracy.clipped().value()).isBetween(1e-9, 2e-4);
        assertThat(accuracy.clipped().of()).startsWith("grpo");
        assertThat(accuracy.findings()).extracting(Finding::verdict).containsExactly("met", "met", "");
    }

    @Test
    void tensorsOfACaseAreOneVector() {
        Distance distance = new Distance();
        distance.add(Tensor.matrix(1, 2, new float[] {3, 0}), Tensor.matrix(1, 2, new float[] {0, 0}));
        distance.add(Tensor.matrix(1, 1, new float[] {1}), Tensor.matrix(1, 1, new float[] {5}));
        assertThat(distance.relative()).isEqualTo(1);
        distance.add(Tensor.matrix(1, 1, new float[] {1}), Tensor.matrix(1, 2, new float[] {1, 1}));
        assertThat(distance.relative()).isNaN();
        assertThat(Worst.NONE.or("a", 1).or("b", Double.NaN).or("c", 7))
                .isEqualTo(new Worst("b", Double.POSITIVE_INFINITY));
    }
}
