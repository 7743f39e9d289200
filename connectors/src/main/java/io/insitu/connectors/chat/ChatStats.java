package io.insitu.connectors.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.importing.Content;
import io.insitu.connectors.importing.Tally;
import io.insitu.connectors.importing.Words;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Counts conversations; by domain and reward where an index tells them. */
final class ChatStats implements Tally {
    private final Words domains = new Words();
    private final Words roles = new Words();
    private @Nullable ChatIndex index;
    private int records;
    private int rewarded;
    private long toolCalls;
    private long contentChars;

    @Override
    public void file(Path file) throws IOException {
        index = ChatIndex.beside(file);
    }

    @Override
    public void add(long number, JsonNode record) {
        OpenAiChat.check(record);
        records++;
        for (JsonNode message : record.path("messages")) {
            roles.add(message.path("role").asText());
            String text = Content.text(message.path("content"));
            contentChars += text.codePointCount(0, text.length());
            toolCalls += message.path("tool_calls").size()
                    + (message.path("function_call").isObject() ? 1 : 0);
        }
        ChatIndex.Entry entry = index == null ? null : index.line(number);
        if (entry != null) {
            domains.add(entry.domain());
            rewarded += entry.reward().orElse(0) == 1 ? 1 : 0;
        }
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode stats = JsonNodeFactory.instance.objectNode();
        stats.put("records", records);
        if (domains.distinct() > 0) {
            stats.set("by_domain", domains.toJson());
            stats.put("reward_1", rewarded);
        }
        stats.put("messages", roles.sum());
        stats.set("messages_by_role", roles.toJson());
        stats.put("tool_calls", toolCalls);
        stats.put("content_chars", contentChars);
        return stats;
    }
}
