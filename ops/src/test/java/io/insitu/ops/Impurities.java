package io.insitu.ops;

import com.tngtech.archunit.core.domain.AccessTarget;
import java.util.Map;
import java.util.Set;

/** What would make the same log give another state: clocks, draws nobody seeded, the machine's settings. */
final class Impurities {
    private static final Map<String, Set<String>> BY_NAME = Map.ofEntries(
            Map.entry(
                    "java.lang.System",
                    Set.of(
                            "currentTimeMillis",
                            "nanoTime",
                            "getenv",
                            "getProperty",
                            "getProperties",
                            "identityHashCode")),
            Map.entry("java.lang.Boolean", Set.of("getBoolean")),
            Map.entry("java.lang.Integer", Set.of("getInteger")),
            Map.entry("java.lang.Long", Set.of("getLong")),
            Map.entry("java.lang.Math", Set.of("random")),
            Map.entry("java.lang.StrictMath", Set.of("random")),
            Map.entry("java.util.UUID", Set.of("randomUUID")),
            Map.entry("java.util.Calendar", Set.of("getInstance")),
            Map.entry("java.util.Locale", Set.of("getDefault")),
            Map.entry("java.util.TimeZone", Set.of("getDefault")),
            Map.entry("java.time.ZoneId", Set.of("systemDefault")));

    /** Pure only when told the seed, the time or the locale: name, and parameters of the form that is not. */
    private static final Set<String> UNTOLD = Set.of(
            "java.util.SplittableRandom.<init>()",
            "java.util.Date.<init>()",
            "java.util.Collections.shuffle(java.util.List)",
            "java.lang.String.format(java.lang.String, [Ljava.lang.Object;)",
            "java.lang.String.formatted([Ljava.lang.Object;)");

    private Impurities() {}

    static boolean contain(AccessTarget target) {
        String owner = target.getOwner().getName();
        return BY_NAME.getOrDefault(owner, Set.of()).contains(target.getName())
                || (owner.startsWith("java.time.") && target.getName().equals("now"))
                || UNTOLD.contains(target.getFullName());
    }
}
