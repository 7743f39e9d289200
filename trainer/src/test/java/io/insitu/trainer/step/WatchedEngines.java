package io.insitu.trainer.step;

import io.insitu.trainer.engine.Engine;
import io.insitu.trainer.engine.EngineProvider;
import io.insitu.trainer.engine.cpu.CpuEngines;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.BiConsumer;

/** The CPU engine with somebody who sees what is asked of it. */
public final class WatchedEngines {
    private WatchedEngines() {}

    /** @param watcher told each operation's name and arguments, possibly by several threads */
    public static EngineProvider by(BiConsumer<String, Object[]> watcher) {
        return () -> {
            Engine real = new CpuEngines().open();
            return (Engine) Proxy.newProxyInstance(
                    Engine.class.getClassLoader(), new Class<?>[] {Engine.class}, (proxy, method, arguments) -> {
                        watcher.accept(method.getName(), arguments);
                        try {
                            return method.invoke(real, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        };
    }
}
