package io.insitu.connectors.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A {@code tokenizer.json}, and the chat template beside it. */
final class HuggingFaceText implements ModelText {
    private final Path modelFolder;
    private final HuggingFaceTokenizer tokenizer;
    private final @Nullable ChatTemplate template;
    private final boolean templateWritten;
    private final Set<Integer> endTokens;
    private @Nullable Optional<ByteLevelVocabulary> vocabulary;

    private HuggingFaceText(
            Path modelFolder,
            HuggingFaceTokenizer tokenizer,
            @Nullable ChatTemplate template,
            boolean templateWritten,
            Set<Integer> endTokens) {
        this.modelFolder = modelFolder;
        this.tokenizer = tokenizer;
        this.template = template;
        this.templateWritten = templateWritten;
        this.endTokens = endTokens;
    }

    static HuggingFaceText of(Path modelFolder) throws IOException {
        for (Map.Entry<String, String> setting : Map.of(
                        "RUST_FLAVOR", "cpu", "offline", "true", "OPT_OUT_TRACKING", "true")
                .entrySet()) {
            if (System.getProperty(setting.getKey()) == null) { // or a machine with CUDA would make it download
                System.setProperty(setting.getKey(), setting.getValue());
            }
        }
        HuggingFaceTokenizer tokenizer;
        try {
            tokenizer = HuggingFaceTokenizer.newInstance(
                    modelFolder.resolve("tokenizer.json"), Map.of("truncation", "false", "padding", "false"));
        } catch (RuntimeException e) {
            throw new IOException(modelFolder.resolve("tokenizer.json") + ": " + e.getMessage(), e);
        }
        String written = ChatTemplate.written(modelFolder);
        ChatTemplate template = written.isBlank() // one that is there but unknown is not guessed over
                ? ChatTemplate.ofMarks(mark -> isOne(tokenizer, mark))
                : ChatTemplate.recognised(written);
        Set<Integer> endTokens = new TreeSet<>(EndTokens.of(modelFolder));
        if (template != null && isOne(tokenizer, template.endOfTurn())) {
            endTokens.add(ids(tokenizer.encode(template.endOfTurn(), false, false))[0]);
        }
        return new HuggingFaceText(modelFolder, tokenizer, template, !written.isBlank(), endTokens);
    }

    private static boolean isOne(HuggingFaceTokenizer tokenizer, String mark) {
        return tokenizer.encode(mark, false, false).getIds().length == 1;
    }

    @Override
    public int[] encode(String text) {
        return ids(tokenizer.encode(text, true, false));
    }

    @Override
    public List<ChatPiece> pieces(List<ChatMessage> messages) {
        return template().parts(messages).stream()
                .map(part -> new ChatPiece(marked(part.text()), part.answer()))
                .toList();
    }

    @Override
    public int[] chat(List<ChatMessage> messages) {
        return ModelText.joined(pieces(messages), marked(template().opening()));
    }

    private ChatTemplate template() {
        if (template == null) {
            throw new TextException("the model has "
                    + (templateWritten ? "a chat template that is not" : "no chat template that is")
                    + " known here (ChatML, Llama 3); give token ids instead of messages");
        }
        return template;
    }

    /** The template has its own marks: the tokenizer adds none. */
    private int[] marked(String text) {
        return ids(tokenizer.encode(text, false, false));
    }

    private static int[] ids(Encoding encoding) {
        long[] ids = encoding.getIds();
        int[] tokens = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            tokens[i] = (int) ids[i];
        }
        return tokens;
    }

    @Override
    public String decode(List<Integer> tokens) {
        return tokens.isEmpty()
                ? ""
                : tokenizer.decode(tokens.stream().mapToLong(Integer::longValue).toArray(), true);
    }

    @Override
    public byte @Nullable [] bytes(int token) {
        ByteLevelVocabulary known = vocabulary().orElse(null);
        return known == null ? null : known.of(token);
    }

    /** Read when somebody first asks: it takes a moment and some memory, and most never do. */
    private synchronized Optional<ByteLevelVocabulary> vocabulary() {
        if (vocabulary == null) {
            try {
                vocabulary = Optional.ofNullable(ByteLevelVocabulary.of(modelFolder.resolve("tokenizer.json")));
            } catch (IOException e) {
                vocabulary = Optional.empty(); // gone since the start: what can be told without it still is
            }
        }
        return vocabulary;
    }

    @Override
    public Set<Integer> endTokens() {
        return endTokens;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
