package io.insitu.trainer.engine.cpu;

import io.insitu.trainer.engine.Engine;
import io.insitu.trainer.engine.EngineProvider;

/** Opens CPU engines. */
public final class CpuEngines implements EngineProvider {
    @Override
    public Engine open() {
        return new CpuEngine();
    }
}
