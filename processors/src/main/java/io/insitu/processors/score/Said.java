package io.insitu.processors.score;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Set;
import java.util.TreeSet;

/** The values that the arguments of a call name, wherever they stand in them: tools made of others group them in ways of their own. */
final class Said {
    private static final int DEEPEST = 32;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Said() {}

    /** Of arguments as the agent wrote them; what is no JSON says nothing. */
    static Set<String> in(String arguments) {
        try {
            return in(JSON.readTree(arguments));
        } catch (JsonProcessingException e) {
            return Set.of();
        }
    }

    static Set<String> in(JsonNode arguments) {
        Set<String> values = new TreeSet<>();
        collect(arguments, values, 0);
        return values;
    }

    private static void collect(JsonNode value, Set<String> values, int depth) {
        if (value.isContainerNode() && depth < DEEPEST) {
            value.forEach(part -> collect(part, values, depth + 1));
        } else if (value.isValueNode() && !value.isNull()) {
            values.add(value.isNumber() ? CallKey.amount(value) : value.asText());
        }
    }
}
