package io.insitu.connectors.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.connectors.importing.Beside;
import io.insitu.connectors.importing.Layout;
import io.insitu.connectors.importing.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What {@code index.jsonl} says about the lines of the file beside it. */
final class ChatIndex {
    private static final int MOST = 200_000;

    private final Map<Long, Entry> byLine = new HashMap<>();

    /**
     * @param domain empty: not said
     * @param task empty: not said
     */
    record Entry(String domain, String task, OptionalDouble reward) {}

    static ChatIndex beside(Path file) throws IOException {
        ChatIndex index = new ChatIndex();
        Path place = file.resolveSibling("index.jsonl");
        if (Files.isReadable(place) && !Files.isSameFile(place, file)) {
            Beside.records(place, Layout.EACH, index::add);
        }
        return index;
    }

    @Nullable
    Entry line(long number) {
        return byLine.get(number);
    }

    private void add(JsonNode line) {
        if (line.path("line").canConvertToLong() && byLine.size() < MOST) {
            JsonNode reward = line.path("reward");
            byLine.put(
                    line.path("line").asLong(),
                    new Entry(
                            Words.shortened(line.path("domain").asText("")),
                            Words.shortened(line.path("task_id").asText("")),
                            reward.isNumber() && Math.abs(reward.doubleValue()) <= 1
                                    ? OptionalDouble.of(reward.doubleValue())
                                    : OptionalDouble.empty()));
        }
    }
}
