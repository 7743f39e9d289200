package io.insitu.connectors.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.schemas.model.JsonObjectFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of each token of a byte-level vocabulary, which the tokenizer library does not tell: a token may be a part of a
 * character. Such a vocabulary spells bytes in GPT-2's alphabet: a printable byte is itself, the others are the letters
 * from 256 on, in order.
 */
final class ByteLevelVocabulary {
    private static final int[] BYTES = new int[512];

    static {
        Arrays.fill(BYTES, -1);
        int next = 256;
        for (int one = 0; one < 256; one++) {
            boolean printable = one >= '!' && one <= '~' || one >= 0xA1 && one <= 0xAC || one >= 0xAE;
            BYTES[printable ? one : next++] = one;
        }
    }

    private final Map<Integer, byte[]> bytes = new HashMap<>();

    private ByteLevelVocabulary() {}

    /** Null when the tokenizer is of another kind. */
    static @Nullable ByteLevelVocabulary of(Path tokenizerJson) throws IOException {
        JsonNode root = JsonObjectFile.read(tokenizerJson);
        if (!root.at("/model/type").asText("").equals("BPE") || !byteLevel(root.path("decoder"))) {
            return null;
        }
        ByteLevelVocabulary vocabulary = new ByteLevelVocabulary();
        for (Map.Entry<String, JsonNode> word : root.at("/model/vocab").properties()) {
            byte[] spelt = spelt(word.getKey());
            if (spelt != null) {
                vocabulary.bytes.put(word.getValue().asInt(-1), spelt);
            }
        }
        for (JsonNode added : root.path("added_tokens")) { // these are text as they are; marks of structure have none
            String content = added.path("special").asBoolean()
                    ? ""
                    : added.path("content").asText();
            vocabulary.bytes.put(added.path("id").asInt(-1), content.getBytes(StandardCharsets.UTF_8));
        }
        return vocabulary;
    }

    byte @Nullable [] of(int token) {
        return bytes.get(token);
    }

    private static boolean byteLevel(JsonNode decoder) {
        if (decoder.path("type").asText("").equals("ByteLevel")) {
            return true;
        }
        for (JsonNode part : decoder.path("decoders")) {
            if (byteLevel(part)) {
                return true;
            }
        }
        return false;
    }

    private static byte @Nullable [] spelt(String word) {
        byte[] bytes = new byte[word.length()];
        for (int i = 0; i < bytes.length; i++) {
            int one = word.charAt(i) < BYTES.length ? BYTES[word.charAt(i)] : -1;
            if (one < 0) {
                return null; // not of this alphabet
            }
            bytes[i] = (byte) one;
        }
        return bytes;
    }
}
