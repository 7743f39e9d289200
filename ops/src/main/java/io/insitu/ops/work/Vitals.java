package io.insitu.ops.work;

import io.insitu.ops.UserError;
import io.insitu.ops.site.DataFolder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Everything a running house cannot do without: when one of them stops by itself, the house says so and stops. */
public final class Vitals {
    private final DataFolder folder;
    private final Map<String, Supplier<@Nullable Throwable>> parts = new LinkedHashMap<>();

    public Vitals(DataFolder folder) {
        this.folder = folder;
    }

    /**
     * @param failure why it stopped by itself, or null while it works; asked again and again
     */
    public Vitals watch(String name, Supplier<@Nullable Throwable> failure) {
        parts.put(name, failure);
        return this;
    }

    /** Whether all of them work. */
    public boolean sound() {
        return parts.values().stream().allMatch(failure -> failure.get() == null);
    }

    /** Fails with one line when one of them has stopped: a run whose learning had stopped must not end as if it had not. */
    public void check() {
        parts.forEach((name, failure) -> {
            Throwable why = failure.get();
            if (why != null) {
                throw new UserError("the " + name + " stopped: " + UserError.reason(why) + "; see "
                        + folder.root().resolve("insitu.log") + " and start again on the same --data");
            }
        });
    }
}
