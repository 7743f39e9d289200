package io.insitu.trainer.check;

import io.insitu.trainer.engine.cuda.Cuda;
import io.insitu.trainer.engine.cuda.Presence;
import io.insitu.trainer.engine.cuda.Presence.Found;

/** Says in one line what device is there, or why none is; exit code 1: none. */
public final class DevicePresence {
    private DevicePresence() {}

    public static void main(String[] arguments) {
        Presence presence = Cuda.presence();
        System.err.println("gpu-check: " + line(presence));
        System.exit(presence instanceof Found ? 0 : 1);
    }

    static String line(Presence presence) {
        if (presence instanceof Presence.Missing missing) {
            return "nothing to measure on: " + missing.reason();
        }
        if (presence instanceof Found found) {
            return found.device() + " (" + found.count() + " of them, the first is used), compute capability "
                    + found.capability() / 10.0 + ", driver for CUDA " + Presence.version(found.driver())
                    + ", libraries of CUDA " + Presence.version(found.runtime());
        }
        throw new IllegalStateException("unknown presence " + presence);
    }
}
