package io.insitu.ops.train;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** How to learn from a file. */
public enum Method {
    SFT(Fields.SEQUENCE),
    DPO(List.of("chosen", "rejected")),
    GRPO(Fields.SAMPLED),
    NFT(Fields.SAMPLED);

    private static final class Fields {
        static final List<String> SEQUENCE = List.of("tokens", "mask", "messages", "weight");
        static final List<String> SAMPLED =
                List.of("tokens", "mask", "messages", "weight", "group", "reward", "logprobs", "adapter");
    }

    private final Set<String> fields;

    Method(List<String> read) {
        Set<String> all = new LinkedHashSet<>(read);
        all.addAll(List.of("id", "metadata")); // for people and their tools; not read here
        fields = Collections.unmodifiableSet(all);
    }

    /** What a line may hold, in the order to tell it. */
    Set<String> fields() {
        return fields;
    }
}
