package io.insitu.trainer.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.engine.Memory;
import io.insitu.trainer.engine.Vectors;
import io.insitu.trainer.model.BaseLayout;
import io.insitu.trainer.model.Decoder;
import io.insitu.trainer.model.LoraLayout;
import io.insitu.trainer.model.Modules;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DevicePlanTest {
    private static final ModelConfig HALF_B =
            new ModelConfig("qwen2", 151_936, 896, 24, 14, 2, 64, 4864, 1e-6, 1e6, 4096, true, true);

    private final LoraLayout lora = new LoraLayout(HALF_B, 16, 2, Modules.ALL);

    /** 0.49 billion parameters of two bytes, and a few per cent of room for the adapter; 32,768 tokens keep 20 to 30 GB. */
    @Test
    void aModelOfKnownSizeIsPlannedAsItsArithmeticSays() {
        DevicePlan plan = DevicePlan.of(new BaseLayout(HALF_B), lora, 1 << 15, 1 << 15);
        assertThat(plan.weights() / 1e9).isBetween(0.99, 1.1);
        assertThat(plan.adapter()).isEqualTo(5 * 4 * lora.space().size());
        assertThat(plan.activations() / 1e9).isBetween(20.0, 30.0);
        assertThat(plan.total()).isEqualTo(plan.weights() + plan.adapter() + plan.activations() + plan.library());
    }

    @Test
    void whatDoesNotFitIsRefusedWithTheNumbers() {
        DevicePlan plan = DevicePlan.of(new BaseLayout(HALF_B), lora, 1 << 15, 1 << 15);
        assertThat(plan.mustFit(80_000_000_000L)).isSameAs(plan);
        assertThatThrownBy(() -> plan.mustFit(16_000_000_000L))
                .isInstanceOf(DeviceMemoryException.class)
                .hasMessageMatching("training it needs 2\\d\\.\\d GB of device memory, 16\\.0 GB are free");
    }

    /** 32 sequences of 512 tokens on one device of 80 GB, all of them at once. */
    @Test
    void theSevenBillionShapeFits() {
        ModelConfig config =
                new ModelConfig("qwen2", 152_064, 3584, 28, 28, 4, 128, 18_944, 1e-6, 1e6, 4096, true, false);
        LoraLayout rank16 = new LoraLayout(config, 16, 2, Modules.ALL);
        DevicePlan plan = DevicePlan.of(new BaseLayout(config), rank16, 1 << 14, 1 << 14);
        System.out.println("7B, 16384 tokens: " + plan);
        assertThat(plan.mustFit(84_000_000_000L).weights() / 1e9).isBetween(15.2, 15.8);
        assertThat(DevicePlan.shardTokens(config, rank16, 84_000_000_000L - plan.weights()))
                .isEqualTo(1 << 14);
    }

    /** Equal bytes on one device, though others use a little more or less of it. */
    @Test
    void shardsAreAsLargeAsFitsInPowersOfTwo() {
        int roomy = DevicePlan.shardTokens(HALF_B, lora, 140_000_000_000L);
        assertThat(roomy).isEqualTo(1 << 15);
        assertThat(DevicePlan.shardTokens(HALF_B, lora, 139_000_000_000L)).isEqualTo(roomy);
        int narrow = DevicePlan.shardTokens(HALF_B, lora, 16_000_000_000L);
        assertThat(narrow).isEqualTo(1 << 14);
        DevicePlan plan = DevicePlan.of(new BaseLayout(HALF_B), lora, narrow, narrow);
        assertThat(plan.activations()).isLessThan(16_000_000_000L);
        assertThat(DevicePlan.shardTokens(HALF_B, lora, 0))
                .as("at least something is tried")
                .isPositive();
    }

    /** What the weights and vectors of a run ask of a device that only counts. */
    @Test
    void whatIsPlannedIsWhatIsAskedFor() {
        ModelConfig config = new ModelConfig("qwen2", 3001, 72, 3, 6, 2, 16, 200, 1e-6, 1e6, 128, true, false);
        BaseLayout layout = new BaseLayout(config);
        LoraLayout rank5 = new LoraLayout(config, 5, 2, Modules.ALL);
        Map<Long, Long> live = new HashMap<>();
        Device counting = counting(live);
        try (CudaWeights weights = new CudaWeights(counting, layout);
                Vectors vectors = weights.vectors();
                Memory adapter = vectors.allocate(rank5.space().size())) {
            try (Decoder decoder = weights.decoder(rank5, adapter)) {
                assertThat(decoder).isNotNull();
                long asked = live.values().stream().mapToLong(Long::longValue).sum();
                long four = 4 * rank5.space().size(); // one of the five vectors of a run
                DevicePlan plan = DevicePlan.of(layout, rank5, 100, 50);
                assertThat((double) (asked - four)).isCloseTo(plan.weights(), withinPercentage(2));
            }
        }
    }

    /** Memory is counted and never ends, everything else does nothing. */
    private static Device counting(Map<Long, Long> live) {
        AtomicLong next = new AtomicLong(256);
        return (Device) Proxy.newProxyInstance(
                Device.class.getClassLoader(), new Class<?>[] {Device.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("allocate")) {
                        long address = next.getAndAdd((1L + (long) arguments[0] / 256) * 256);
                        live.put(address, (Long) arguments[0]);
                        return address;
                    }
                    if (method.getName().equals("free")) {
                        assertThat(live.remove(arguments[0])).isNotNull();
                    }
                    if (method.getName().equals("freeBytes")) {
                        return Long.MAX_VALUE;
                    }
                    return method.getReturnType() == long.class ? 0L : null;
                });
    }
}
