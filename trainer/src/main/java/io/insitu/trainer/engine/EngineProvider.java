package io.insitu.trainer.engine;

/** Opens engines of one kind, one for each thread. */
@FunctionalInterface
public interface EngineProvider {
    Engine open();
}
