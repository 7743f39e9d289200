package io.insitu.trainer.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.insitu.schemas.model.AdapterDigest;
import io.insitu.schemas.model.LoraAdapter;
import io.insitu.schemas.model.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the same algebra on whole matrices, which an average never forms. */
class AdapterAverageTest {
    private static final List<String> PLACES =
            List.of("model.layers.0.self_attn.q_proj", "model.layers.0.mlp.down_proj");
    private static final int OUT = 14;
    private static final int IN = 11;

    @Test
    void atTheSumOfTheRanksTheMeanIsExact() {
        List<LoraAdapter> adapters = List.of(adapter(1, 3, 6, false), adapter(2, 2, 8, true), adapter(3, 4, 2, false));
        AdapterAverage average = AdapterAverage.of(adapters, 9);
        assertThat(average.residual()).isZero();
        assertThat(average.adapter().rank()).isEqualTo(9);
        assertThat(average.adapter().scale()).isEqualTo(1);
        for (String place : PLACES) {
            assertThat(distance(product(average.adapter(), place), mean(adapters, place)))
                    .isLessThan(1e-6);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void whatIsCutIsWhatTheResidualSays(int rank) {
        List<LoraAdapter> adapters = List.of(adapter(4, 3, 6, false), adapter(5, 3, 6, false));
        AdapterAverage average = AdapterAverage.of(adapters, rank);
        double missing = 0;
        double whole = 0;
        for (String place : PLACES) {
            double[][] mean = mean(adapters, place);
            missing += square(minus(product(average.adapter(), place), mean));
            whole += square(mean);
        }
        assertThat(average.residual()).isBetween(0.01, 0.99).isCloseTo(Math.sqrt(missing / whole), within(1e-6));
        assertThat(average.adapter().rank()).isEqualTo(rank);
    }

    @Test
    void noOtherAdapterOfTheRankComesCloser() {
        List<LoraAdapter> adapters = List.of(adapter(6, 2, 4, false), adapter(7, 2, 4, false));
        AdapterAverage best = AdapterAverage.of(adapters, 2);
        SplittableRandom random = new SplittableRandom(8);
        for (int i = 0; i < 200; i++) {
            LoraAdapter near = nudged(best.adapter(), random, i % 2 == 0 ? 1e-2 : 0.3);
            assertThat(residual(near, adapters)).isGreaterThan(best.residual() - 1e-6);
        }
        assertThat(AdapterAverage.separately(adapters).residual()).isGreaterThan(best.residual());
    }

    @Test
    void equalAdaptersHaveThemselvesAsMean() {
        LoraAdapter one = adapter(9, 3, 6, true);
        AdapterAverage average = AdapterAverage.of(List.of(one, one, one), 3);
        assertThat(average.residual()).as("rounding is nothing missing").isZero();
        for (String place : PLACES) {
            assertThat(distance(product(average.adapter(), place), product(one, place)))
                    .isLessThan(1e-6);
        }
        assertThat(AdapterAverage.separately(List.of(one, one)).residual()).isLessThan(1e-7);
    }

    @Test
    void adaptersThatHaveLearntNothingHaveNothingAsMean() {
        LoraAdapter fresh = nudged(adapter(1, 2, 4, false), new SplittableRandom(1), 0);
        TreeMap<String, LoraAdapter.Pair> zero = new TreeMap<>();
        fresh.modules()
                .forEach((place, pair) ->
                        zero.put(place, new LoraAdapter.Pair(pair.a(), Tensor.matrix(OUT, 2, new float[OUT * 2]))));
        LoraAdapter still = new LoraAdapter("base", 2, 4, fresh.targetModules(), zero);
        AdapterAverage average = AdapterAverage.of(List.of(still, still), 2);
        assertThat(average.residual()).isZero();
        assertThat(square(product(average.adapter(), PLACES.get(0)))).isZero();
    }

    @Test
    void separateMeansMissTheMeanOfTheProductsAndSayByHowMuch() {
        List<LoraAdapter> adapters = List.of(adapter(10, 3, 6, false), adapter(11, 3, 6, false));
        AdapterAverage average = AdapterAverage.separately(adapters);
        assertThat(average.residual()).isCloseTo(residual(average.adapter(), adapters), within(1e-6));
        assertThat(average.adapter().rank()).isEqualTo(3);
        assertThat(average.adapter().alpha()).isEqualTo(6);
    }

    @Test
    void equalInputGivesEqualBytesAndTheOrderOfAdaptersChangesTheMeanOnlyByRounding() {
        List<LoraAdapter> adapters = List.of(adapter(12, 3, 6, false), adapter(13, 2, 6, false));
        List<LoraAdapter> turned = List.of(adapters.get(1), adapters.get(0));
        LoraAdapter mean = AdapterAverage.of(adapters, 3).adapter();
        assertThat(AdapterDigest.of(AdapterAverage.of(adapters, 3).adapter())).isEqualTo(AdapterDigest.of(mean));
        LoraAdapter other = AdapterAverage.of(turned, 3).adapter();
        for (String place : PLACES) {
            assertThat(distance(product(other, place), product(mean, place))).isLessThan(1e-6);
        }
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() {
        LoraAdapter one = adapter(1, 2, 4, false);
        assertThatThrownBy(() -> AdapterAverage.of(List.of(), 1)).hasMessageContaining("at least one adapter");
        assertThatThrownBy(() -> AdapterAverage.of(List.of(one), 0)).hasMessageContaining("rank must be at least 1");
        assertThatThrownBy(() -> AdapterAverage.of(List.of(one, one.onBase("other")), 2))
                .hasMessageContaining("two bases");
        TreeMap<String, LoraAdapter.Pair> fewer = new TreeMap<>(one.modules().headMap(PLACES.get(0)));
        LoraAdapter other = new LoraAdapter("base", 2, 4, List.of("down_proj"), fewer);
        assertThatThrownBy(() -> AdapterAverage.of(List.of(one, other), 2)).hasMessageContaining("other modules");
        assertThatThrownBy(() -> AdapterAverage.separately(List.of(one, adapter(1, 3, 4, false))))
                .hasMessageContaining("one rank and scale");
    }

    private static LoraAdapter adapter(long seed, int rank, double alpha, boolean stabilised) {
        SplittableRandom random = new SplittableRandom(seed);
        TreeMap<String, LoraAdapter.Pair> modules = new TreeMap<>();
        for (String place : PLACES) {
            modules.put(place, new LoraAdapter.Pair(drawn(rank, IN, random), drawn(OUT, rank, random)));
        }
        return new LoraAdapter("base", rank, alpha, List.of("q_proj", "down_proj"), modules, stabilised);
    }

    private static Tensor drawn(int rows, int columns, SplittableRandom random) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextDouble() * 2 - 1);
        }
        return Tensor.matrix(rows, columns, values);
    }

    private static LoraAdapter nudged(LoraAdapter adapter, SplittableRandom random, double by) {
        TreeMap<String, LoraAdapter.Pair> modules = new TreeMap<>();
        adapter.modules()
                .forEach((place, pair) -> modules.put(
                        place, new LoraAdapter.Pair(nudged(pair.a(), random, by), nudged(pair.b(), random, by))));
        return new LoraAdapter(
                adapter.baseModelId(), adapter.rank(), adapter.alpha(), adapter.targetModules(), modules);
    }

    private static Tensor nudged(Tensor tensor, SplittableRandom random, double by) {
        float[] values = tensor.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] += (float) (by * (random.nextDouble() * 2 - 1));
        }
        return new Tensor(tensor.shape(), values);
    }

    private static double residual(LoraAdapter adapter, List<LoraAdapter> of) {
        double missing = 0;
        double whole = 0;
        for (String place : PLACES) {
            missing += square(minus(product(adapter, place), mean(of, place)));
            whole += square(mean(of, place));
        }
        return Math.sqrt(missing / whole);
    }

    private static double[][] mean(List<LoraAdapter> adapters, String place) {
        double[][] mean = new double[OUT][IN];
        for (LoraAdapter adapter : adapters) {
            double[][] product = product(adapter, place);
            for (int i = 0; i < OUT; i++) {
                for (int j = 0; j < IN; j++) {
                    mean[i][j] += product[i][j] / adapters.size();
                }
            }
        }
        return mean;
    }

    private static double[][] product(LoraAdapter adapter, String place) {
        LoraAdapter.Pair pair = adapter.modules().get(place);
        double[][] product = new double[OUT][IN];
        for (int i = 0; i < OUT; i++) {
            for (int j = 0; j < IN; j++) {
                for (int k = 0; k < adapter.rank(); k++) {
                    product[i][j] += adapter.scale()
                            * pair.b().values()[i * adapter.rank() + k]
                            * pair.a().values()[k * IN + j];
                }
            }
        }
        return product;
    }

    private static double[][] minus(double[][] a, double[][] b) {
        double[][] difference = new double[OUT][IN];
        for (int i = 0; i < OUT; i++) {
            for (int j = 0; j < IN; j++) {
                difference[i][j] = a[i][j] - b[i][j];
            }
        }
        return difference;
    }

    private static double square(double[][] matrix) {
        double sum = 0;
        for (double[] row : matrix) {
            for (double value : row) {
                sum += value * value;
            }
        }
        return sum;
    }

    private static double distance(double[][] actual, double[][] expected) {
        return Math.sqrt(square(minus(actual, expected)) / square(expected));
    }
}
