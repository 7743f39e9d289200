package io.insitu.trainer.device;

import io.insitu.trainer.engine.cuda.Presence;
import io.insitu.trainer.engine.cuda.Presence.Found;
import io.insitu.trainer.engine.cuda.Presence.Missing;
import java.util.Optional;

/**
 * Where training will happen, from what was wished and what is there. The CPU can always do it, only slower: nothing that a device
 * lacks stops a run.
 *
 * @param why one line for people; empty where nothing else was wished
 */
public record DeviceChoice(boolean onDevice, String why) {
    /** @param refusal what this model or adapter lacks there; asked only when there is a device */
    static DeviceChoice of(DeviceWish wish, Presence presence, Refusal refusal) {
        if (wish == DeviceWish.CPU) {
            return new DeviceChoice(false, "");
        }
        if (presence instanceof Missing missing) {
            return cpu(wish, missing.reason());
        }
        if (presence instanceof Found found) {
            Optional<String> reason = refusal.of(found);
            return reason.isPresent()
                    ? cpu(wish, reason.get())
                    : new DeviceChoice(true, "training on " + found.device() + asked(wish));
        }
        throw new IllegalStateException("unknown presence " + presence);
    }

    /** Why a device that is there will not do. */
    @FunctionalInterface
    interface Refusal {
        Optional<String> of(Found found);
    }

    /** The choice after a device refused what it was given. */
    static DeviceChoice cpu(DeviceWish wish, String reason) {
        return new DeviceChoice(false, "training on the CPU" + asked(wish) + ": " + reason);
    }

    private static String asked(DeviceWish wish) {
        return wish == DeviceWish.AUTO ? " (device auto)" : " (device cuda was asked for)";
    }
}
