package io.insitu.connectors.text;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A model without a tokenizer: it is given ids, and what it says is their numbers. */
record TokenIdsOnly(Set<Integer> endTokens) implements ModelText {
    @Override
    public int[] encode(String text) {
        throw new TextException("the model's folder has neither tokenizer.json nor vocab.json; give token ids");
    }

    @Override
    public List<ChatPiece> pieces(List<ChatMessage> messages) {
        return List.of(new ChatPiece(encode(""), false));
    }

    @Override
    public int[] chat(List<ChatMessage> messages) {
        return encode("");
    }

    @Override
    public String decode(List<Integer> tokens) {
        return tokens.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    @Override
    public void close() {}
}
