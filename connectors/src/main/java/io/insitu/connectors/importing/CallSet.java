package io.insitu.connectors.importing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.insitu.schemas.Digest;
import java.util.HashSet;
import java.util.Set;

/** The calls of one run, for finding those it repeats. Digests only: arguments may be large. */
public final class CallSet {
    private static final ObjectMapper SORTED = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();
    private static final int LONGEST_READ = 1 << 20;

    private final Set<String> seen = new HashSet<>();

    /**
     * Whether there was no such call yet.
     *
     * @param arguments whatever the order of their keys; compared as text where they are no JSON
     * @param more what else must be the same
     */
    public boolean add(String name, String arguments, String... more) {
        Digest digest = Digest.start().add(name).add(canonical(arguments));
        for (String part : more) {
            digest.add(part);
        }
        return seen.add(digest.id());
    }

    private static String canonical(String arguments) {
        try {
            return arguments.isBlank() || arguments.length() > LONGEST_READ
                    ? arguments
                    : SORTED.writeValueAsString(SORTED.readValue(arguments, Object.class));
        } catch (JsonProcessingException notJson) {
            return arguments; // some models write arguments that are no JSON
        }
    }
}
