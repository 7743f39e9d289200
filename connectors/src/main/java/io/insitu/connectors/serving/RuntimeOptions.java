package io.insitu.connectors.serving;

/**
 * How the base model is run.
 *
 * @param threads threads inside one call; 1 keeps the caller's own, which is fastest for small models
 * @param context most tokens of one conversation; 0 takes what the model was made for
 */
public record RuntimeOptions(int threads, int context) {
    public RuntimeOptions {
        if (threads < 1) {
            throw new IllegalArgumentException("serving.threads must be at least 1, was " + threads);
        }
        if (context < 0) {
            throw new IllegalArgumentException("serving.context must be at least 0, was " + context);
        }
    }

    public static RuntimeOptions defaults() {
        return new RuntimeOptions(1, 0);
    }
}
