package io.insitu.trainer.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.trainer.engine.cuda.Presence;
import io.insitu.trainer.engine.cuda.Presence.Found;
import io.insitu.trainer.engine.cuda.Presence.Missing;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeviceChoiceTest {
    private static final Presence THERE = new Found("NVIDIA H200", 1, 90, 13_000, 13_000);
    private static final Presence NOT_THERE = new Missing("no NVIDIA driver (libcuda.so.1 is not there)");

    @Test
    void whoWishesTheCpuGetsItWithoutAWord() {
        DeviceChoice choice = DeviceChoice.of(DeviceWish.CPU, THERE, found -> Optional.empty());
        assertThat(choice).isEqualTo(new DeviceChoice(false, ""));
    }

    @Test
    void withoutADeviceTheCpuCarriesOnAndSaysWhy() {
        assertThat(DeviceChoice.of(DeviceWish.AUTO, NOT_THERE, found -> Optional.empty()))
                .isEqualTo(new DeviceChoice(
                        false, "training on the CPU (device auto): no NVIDIA driver (libcuda.so.1 is not there)"));
        assertThat(DeviceChoice.of(DeviceWish.CUDA, NOT_THERE, found -> Optional.empty()))
                .isEqualTo(
                        new DeviceChoice(
                                false,
                                "training on the CPU (device cuda was asked for): no NVIDIA driver (libcuda.so.1 is not there)"));
    }

    @Test
    void aDeviceThatIsThereIsTaken() {
        assertThat(DeviceChoice.of(DeviceWish.AUTO, THERE, found -> Optional.empty()))
                .isEqualTo(new DeviceChoice(true, "training on NVIDIA H200 (device auto)"));
    }

    @Test
    void aDeviceThatCannotDoItIsNotTaken() {
        assertThat(DeviceChoice.of(DeviceWish.AUTO, THERE, found -> Optional.of("head size 96")))
                .isEqualTo(new DeviceChoice(false, "training on the CPU (device auto): head size 96"));
    }
}
