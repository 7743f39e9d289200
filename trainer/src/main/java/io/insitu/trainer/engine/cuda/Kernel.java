package io.insitu.trainer.engine.cuda;

/**
 * One kernel, by where its text lies.
 *
 * @param file resource beside this class, without {@code .cu}
 * @param function its {@code extern "C"} name
 */
record Kernel(String file, String function) {
    /** A file that holds the one kernel it is named after. */
    static Kernel named(String name) {
        return new Kernel(name, name);
    }
}
