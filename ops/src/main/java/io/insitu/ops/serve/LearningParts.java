package io.insitu.ops.serve;

import io.insitu.trainer.device.DeviceWish;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What runs beside the topologies.
 *
 * @param baseModel HF folder of the agents' base model; null: no adapters are trained
 * @param device where they are trained
 * @param answers whether to say of tool trials that they cannot be run here; otherwise somebody else answers
 */
public record LearningParts(@Nullable Path baseModel, DeviceWish device, boolean answers) {
    /** Principles and tools only. */
    public static LearningParts withoutModel() {
        return new LearningParts(null, DeviceWish.CPU, true);
    }
}
