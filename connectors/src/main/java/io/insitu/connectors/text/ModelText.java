package io.insitu.connectors.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** How a model reads and writes. Safe for many threads. */
public interface ModelText extends AutoCloseable {
    /** What the files of a model's folder offer, which may be nothing but token ids. */
    static ModelText of(Path modelFolder) throws IOException {
        if (Files.exists(modelFolder.resolve("tokenizer.json"))) {
            return HuggingFaceText.of(modelFolder);
        }
        // A vocab.json beside merges is half of a byte-pair tokenizer, not a list of words.
        if (Files.exists(modelFolder.resolve("vocab.json")) && !Files.exists(modelFolder.resolve("merges.txt"))) {
            return WordText.of(modelFolder);
        }
        return new TokenIdsOnly(EndTokens.of(modelFolder));
    }

    /** Tokens of plain text to be continued. */
    int[] encode(String text);

    /** A chat piece by piece, in order: what the assistant is to learn and what it reads. */
    List<ChatPiece> pieces(List<ChatMessage> messages);

    /** Tokens of a chat up to where the assistant speaks. */
    int[] chat(List<ChatMessage> messages);

    /** All pieces, and what follows them. */
    static int[] joined(List<ChatPiece> pieces, int[] last) {
        IntStream before = pieces.stream().flatMapToInt(piece -> Arrays.stream(piece.tokens()));
        return IntStream.concat(before, Arrays.stream(last)).toArray();
    }

    /** Text of tokens; those that mark structure have none. */
    String decode(List<Integer> tokens);

    /** The very bytes of a token, which may be a part of a character; null when they cannot be told. */
    default byte @Nullable [] bytes(int token) {
        return decode(List.of(token)).getBytes(StandardCharsets.UTF_8);
    }

    /** Tokens that end an answer. */
    Set<Integer> endTokens();

    @Override
    void close();
}
