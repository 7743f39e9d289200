package io.insitu.connectors.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;

/** The field {@code stream_options}: only of a stream, and only what is in it by name. */
final class StreamOptions {
    private static final String FIELD = "stream_options";
    private static final String USAGE = "include_usage";

    /** Pads chunks so that their length tells less; ours tell it. No answer is another for it. */
    private static final Set<String> READ_OVER = Set.of("include_obfuscation");

    private StreamOptions() {}

    static boolean usageAtTheEnd(Body body, boolean stream) throws ApiError {
        if (!body.has(FIELD)) {
            return false;
        }
        JsonNode options = body.root().path(FIELD);
        if (!options.isObject()) {
            throw body.wrong(FIELD, "an object");
        }
        if (!stream) {
            throw ApiError.bad(FIELD, FIELD + " is only for a stream; set stream to true, or drop it");
        }
        for (Map.Entry<String, JsonNode> option : options.properties()) {
            String name = option.getKey();
            boolean known = name.equals(USAGE) || READ_OVER.contains(name);
            if (known && !option.getValue().isBoolean() && !option.getValue().isNull()) {
                throw ApiError.bad(
                        FIELD, FIELD + "." + name + " must be true or false, was " + Seen.as(option.getValue()));
            }
            if (!known && !NeutralFields.isOff(option.getValue())) {
                throw ApiError.bad(FIELD, FIELD + "." + Seen.bare(name) + " is not implemented");
            }
        }
        return options.path(USAGE).asBoolean(false);
    }
}
