package io.insitu.ops.train;

import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.device.DeviceWish;
import io.insitu.trainer.device.TrainingDevice;
import io.insitu.trainer.step.LoraSpec;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a command trains. */
public final class DeviceOption {
    @Option(
            names = "--device",
            defaultValue = "cpu",
            paramLabel = "cpu|cuda|auto",
            description =
                    "Where to train; auto: on an NVIDIA device that can. Where there is none, one line says so and"
                            + " the CPU carries on (default: ${DEFAULT-VALUE}).")
    private DeviceWish wish = DeviceWish.CPU;

    public DeviceWish wish() {
        return wish;
    }

    /** Where kernels are kept that were compiled for a device of this machine. */
    public static Path kernels() {
        return Path.of(System.getProperty("user.home"), ".cache", "insitu", "kernels");
    }

    /** What is wished, if it is there and this fits; says on standard error what became of the wish. */
    public TrainingDevice open(ModelConfig config, LoraSpec spec, int sequence) {
        TrainingDevice device = TrainingDevice.open(wish, config, spec, sequence, kernels());
        tell(device);
        return device;
    }

    static void tell(TrainingDevice device) {
        device.why().ifPresent(why -> System.err.println("insitu: " + why));
    }
}
