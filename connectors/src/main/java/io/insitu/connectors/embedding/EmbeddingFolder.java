package io.insitu.connectors.embedding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.schemas.JsonReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a sentence-transformers folder says of its model.
 *
 * @param model the ONNX file
 * @param tokens most tokens of one text
 * @param firstToken the vector is that of the first token; otherwise the mean over all
 */
record EmbeddingFolder(Path model, Path tokenizer, int tokens, boolean firstToken) {
    private static final List<String> MODELS = List.of("model.onnx", "onnx/model.onnx");
    private static final int TOKENS = 512; // what BERT reads, and nearly all that grew from it

    static EmbeddingFolder of(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new EmbeddingException(
                    folder + (Files.exists(folder) ? ": is no folder" : ": there is no such folder"));
        }
        Path model = MODELS.stream()
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new EmbeddingException(
                        folder + ": there is neither " + String.join(" nor ", MODELS) + "; export the model to ONNX"));
        Path tokenizer = folder.resolve("tokenizer.json");
        if (!Files.isRegularFile(tokenizer)) {
            throw new EmbeddingException(folder + ": there is no tokenizer.json");
        }
        JsonNode pooling = json(folder.resolve("1_Pooling/config.json"));
        boolean first = pooling.path("pooling_mode_cls_token").asBoolean(false);
        if (!first
                && pooling.has("pooling_mode_mean_tokens")
                && !pooling.path("pooling_mode_mean_tokens").asBoolean()) {
            throw new EmbeddingException(folder + "/1_Pooling/config.json: neither pooling_mode_mean_tokens nor"
                    + " pooling_mode_cls_token; other ways are not implemented");
        }
        int positions = json(folder.resolve("config.json"))
                .path("max_position_embeddings")
                .asInt(TOKENS);
        int tokens = json(folder.resolve("sentence_bert_config.json"))
                .path("max_seq_length")
                .asInt(Math.min(TOKENS, positions));
        if (tokens < 1) {
            throw new EmbeddingException(folder + ": a model that reads " + tokens + " tokens is none");
        }
        return new EmbeddingFolder(model, tokenizer, tokens, first);
    }

    private static JsonNode json(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return new ObjectMapper().missingNode();
        }
        try {
            return new ObjectMapper().readTree(Files.readAllBytes(file));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new EmbeddingException(file + ": is no JSON (" + JsonReason.of(e) + ")", e);
        }
    }
}
