package io.insitu.schemas;

import java.util.ArrayList;
import java.util.List;

/** Every state store, declared once, in the order of the stages that own them. */
public final class Stores {
    private static final List<StoreSpec> DECLARED = new ArrayList<>();

    // assemble
    public static final StoreSpec ASSEMBLE_OPEN =
            declare("assemble-open", "trajectoryId|seq", "an event of an open trajectory");

    private static final List<StoreSpec> ALL = List.copyOf(DECLARED);

    private Stores() {}

    /** All stores, in order of declaration. */
    public static List<StoreSpec> all() {
        return ALL;
    }

    private static StoreSpec declare(String name, String key, String value) {
        StoreSpec spec = new StoreSpec(name, key, value);
        DECLARED.add(spec);
        return spec;
    }
}
