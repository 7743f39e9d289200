package io.insitu.connectors.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.schemas.model.JsonObjectFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A closed vocabulary of whole words, as the model that the demo ships has: {@code vocab.json} says word to id. Text is
 * its words between blanks; a chat is its messages one after another.
 */
final class WordText implements ModelText {
    private final Map<String, Integer> ids;
    private final Map<Integer, String> words = new HashMap<>();
    private final Set<Integer> endTokens;

    private WordText(Map<String, Integer> ids, Set<Integer> endTokens) {
        this.ids = ids;
        this.endTokens = endTokens;
        ids.forEach((word, id) -> words.put(id, word));
    }

    static WordText of(Path modelFolder) throws IOException {
        Path file = modelFolder.resolve("vocab.json");
        JsonNode root = JsonObjectFile.read(file);
        Map<String, Integer> ids = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : root.properties()) {
            if (!entry.getValue().isInt()) {
                throw new IOException(file + ": \"" + entry.getKey() + "\" has no id but " + entry.getValue());
            }
            ids.put(entry.getKey(), entry.getValue().intValue());
        }
        return new WordText(ids, EndTokens.of(modelFolder));
    }

    @Override
    public int[] encode(String text) {
        List<Integer> tokens = new ArrayList<>();
        for (String word : Arrays.asList(text.strip().split("\\s+"))) {
            Integer id = ids.get(word);
            if (id == null && !word.isEmpty()) {
                throw new TextException(
                        "\"" + word + "\" is not among the " + ids.size() + " words of this model's vocab.json");
            }
            if (id != null) {
                tokens.add(id);
            }
        }
        return tokens.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public List<ChatPiece> pieces(List<ChatMessage> messages) {
        return messages.stream()
                .map(one -> new ChatPiece(encode(one.content()), one.role().equals("assistant")))
                .toList();
    }

    @Override
    public int[] chat(List<ChatMessage> messages) {
        return ModelText.joined(pieces(messages), new int[] {});
    }

    @Override
    public String decode(List<Integer> tokens) {
        return tokens.stream().map(token -> words.getOrDefault(token, "?")).collect(Collectors.joining(" "));
    }

    @Override
    public Set<Integer> endTokens() {
        return endTokens;
    }

    @Override
    public void close() {}
}
