package io.insitu.connectors.embedding;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.onnx.OnnxGraph;
import io.insitu.connectors.onnx.OnnxGraph.Type;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A model of seven words: each has a direction, those of one meaning the same. */
final class TinyEmbedding {
    static final List<String> WORDS = List.of("[UNK]", "cancel", "revoke", "baggage", "luggage", "the", "void");
    static final int WIDTH = 4;
    private static final float[] TABLE = {
        0, 0, 0, 1, //
        1, 0, 0, 0, //
        1, 0, 0, 0, //
        0, 1, 0, 0, //
        0, 1, 0, 0, //
        0, 0, .5f, 0, //
        0, 0, 0, 0
    };

    private TinyEmbedding() {}

    static Path write(Path folder, String... inputs) throws IOException {
        OnnxGraph graph = new OnnxGraph("words");
        for (String input : inputs) {
            graph.input(input, Type.INT64, "batch", "tokens");
        }
        graph.node(
                "Gather", "last_hidden_state", List.of(graph.constant("table", TABLE, WORDS.size(), WIDTH), inputs[0]));
        graph.output("last_hidden_state", Type.FLOAT, "batch", "tokens", WIDTH);
        Files.createDirectories(folder.resolve("onnx"));
        Files.write(folder.resolve("onnx/model.onnx"), graph.toBytes(10, 17));
        tokenizer(folder);
        return folder;
    }

    static void pooling(Path folder, String mode) throws IOException {
        Files.createDirectories(folder.resolve("1_Pooling"));
        Files.writeString(
                folder.resolve("1_Pooling/config.json"),
                "{\"pooling_mode_mean_tokens\": false, \"" + mode + "\": true}");
    }

    private static void tokenizer(Path folder) throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode root = json.createObjectNode().put("version", "1.0");
        root.putArray("added_tokens");
        root.putObject("normalizer").put("type", "Lowercase");
        root.putObject("pre_tokenizer").put("type", "Whitespace");
        ObjectNode model = root.putObject("model").put("type", "WordLevel").put("unk_token", "[UNK]");
        ObjectNode vocabulary = model.putObject("vocab");
        for (int i = 0; i < WORDS.size(); i++) {
            vocabulary.put(WORDS.get(i), i);
        }
        Files.write(folder.resolve("tokenizer.json"), json.writeValueAsBytes(root));
    }
}
