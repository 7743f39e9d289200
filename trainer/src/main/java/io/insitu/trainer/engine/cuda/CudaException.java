package io.insitu.trainer.engine.cuda;

/** A call that the device, its driver or its libraries refused. The message says which, and how they name the reason. */
public class CudaException extends RuntimeException {
    private static final long serialVersionUID = 1;

    CudaException(String message) {
        super(message);
    }
}
