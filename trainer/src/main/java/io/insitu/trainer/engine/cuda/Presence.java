package io.insitu.trainer.engine.cuda;

/** Whether a device can be trained on here, and if not, why: one line that says what to do. */
public sealed interface Presence {
    /**
     * @param device the first one, for people
     * @param count how many devices the driver shows; one is used
     * @param capability of the first one, major times ten plus minor
     * @param driver newest CUDA that the driver can run, as it numbers them: 13000
     * @param runtime CUDA of the libraries
     */
    record Found(String device, int count, int capability, int driver, int runtime) implements Presence {}

    record Missing(String reason) implements Presence {}

    /** {@code 13.0} for 13000. */
    static String version(int number) {
        return number / 1000 + "." + number % 1000 / 10;
    }
}
