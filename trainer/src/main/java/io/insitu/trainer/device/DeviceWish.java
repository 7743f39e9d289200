package io.insitu.trainer.device;

/** Where somebody wishes to train. */
public enum DeviceWish {
    CPU,
    CUDA,
    /** On a device where there is one that can, else on the CPU. */
    AUTO
}
