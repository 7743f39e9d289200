package io.insitu.ops.train;

import io.insitu.ops.UserError;
import io.insitu.trainer.model.Modules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The linear modules that {@code --targets} names. */
public final class Targets {
    private Targets() {}

    /** @param named null, or the one word all: every linear module */
    public static List<String> of(@Nullable List<String> named) {
        List<String> modules = named == null || named.equals(List.of("all")) ? Modules.ALL : named;
        if (!Modules.ALL.containsAll(modules)) {
            throw UserError.usage("--targets " + String.join(",", modules) + ": known are " + Modules.ALL);
        }
        return modules;
    }
}
