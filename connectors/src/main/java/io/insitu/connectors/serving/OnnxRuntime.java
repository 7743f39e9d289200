package io.insitu.connectors.serving;

import ai.djl.engine.Engine;

/** What must be done once before any model is opened. */
public final class OnnxRuntime {
    private OnnxRuntime() {}

    /**
     * Starts DJL's engine, offline. DJL must create the process's one environment: its engine refuses an environment that is
     * there before it.
     */
    public static synchronized void start() {
        CommandLine.check();
        otherwise("offline");
        otherwise("OPT_OUT_TRACKING");
        Engine.getEngine("OnnxRuntime");
    }

    private static void otherwise(String property) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, "true");
        }
    }
}
