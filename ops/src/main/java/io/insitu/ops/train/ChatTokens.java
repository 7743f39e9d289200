package io.insitu.ops.train;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.ops.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Messages as the model's token ids, in the two layouts its families use; which one is told by the special tokens the
 * tokenizer knows. Nothing is added that the data does not say, no system message either. What an assistant says, and the
 * token that ends it, are targets.
 *
 * <pre>
 * ChatML   &lt;|im_start|&gt;ROLE\nCONTENT&lt;|im_end|&gt;\n
 * Llama 3  &lt;|begin_of_text|&gt; then &lt;|start_header_id|&gt;ROLE&lt;|end_header_id|&gt;\n\nCONTENT&lt;|eot_id|&gt;
 * </pre>
 */
final class ChatTokens implements AutoCloseable {
    static {
        // The library is inside the jar; any other flavour would be fetched from the net.
        System.setProperty("RUST_FLAVOR", "cpu");
    }

    private final HuggingFaceTokenizer tokenizer;
    private final boolean chatMl;

    private ChatTokens(HuggingFaceTokenizer tokenizer, boolean chatMl) {
        this.tokenizer = tokenizer;
        this.chatMl = chatMl;
    }

    static ChatTokens open(Path file) {
        HuggingFaceTokenizer tokenizer;
        try {
            tokenizer = HuggingFaceTokenizer.builder()
                    .optTokenizerPath(file)
                    .optAddSpecialTokens(false)
                    .optTruncation(false)
                    .optPadding(false)
                    .build();
        } catch (IOException | RuntimeException e) {
            throw new UserError(file + ": " + UserError.reason(e));
        }
        boolean chatMl = knows(tokenizer, "<|im_start|>");
        if (!chatMl && !knows(tokenizer, "<|start_header_id|>")) {
            tokenizer.close();
            throw new UserError(
                    file + ": neither <|im_start|> nor <|start_header_id|> is one token; of chat layouts only"
                            + " ChatML and Llama 3 are known, give tokens instead of messages");
        }
        return new ChatTokens(tokenizer, chatMl);
    }

    private static boolean knows(HuggingFaceTokenizer tokenizer, String special) {
        return tokenizer.encode(special, false, false).getIds().length == 1;
    }

    /** Refuses with the field's name what is no list of role and content. */
    Sequence of(JsonNode messages) {
        if (!messages.isArray() || messages.isEmpty()) {
            throw new IllegalArgumentException("must be a list of {role, content}");
        }
        Growing growing = new Growing();
        if (!chatMl) {
            growing.add(ids("<|begin_of_text|>"), false);
        }
        for (JsonNode message : messages) {
            String role = message.path("role").asText();
            if (!List.of("system", "user", "assistant", "tool").contains(role)
                    || !message.path("content").isTextual()) {
                throw new IllegalArgumentException("role must be system, user, assistant or tool and content a text");
            }
            String content = message.get("content").asText();
            boolean target = role.equals("assistant");
            growing.add(ids(chatMl ? "<|im_start|>" + role + "\n" : header(role)), false);
            growing.add(ids(chatMl ? content + "<|im_end|>" : content.strip() + "<|eot_id|>"), target);
            if (chatMl) {
                growing.add(ids("\n"), false);
            }
        }
        return growing.sequence();
    }

    private static String header(String role) {
        return "<|start_header_id|>" + role + "<|end_header_id|>\n\n";
    }

    private long[] ids(String text) {
        return tokenizer.encode(text, false, false).getIds();
    }

    /** Ids and weights, end to end. */
    private static final class Growing {
        private int[] tokens = {};
        private float[] weights = {};

        void add(long[] ids, boolean target) {
            int from = tokens.length;
            tokens = Arrays.copyOf(tokens, from + ids.length);
            weights = Arrays.copyOf(weights, from + ids.length);
            for (int i = 0; i < ids.length; i++) {
                tokens[from + i] = Math.toIntExact(ids[i]);
                weights[from + i] = target ? 1 : 0;
            }
        }

        Sequence sequence() {
            return new Sequence(tokens, weights);
        }
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
