package io.insitu.connectors.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingModelTest {
    private static final String[] BERT = {"input_ids", "attention_mask", "token_type_ids"};

    @TempDir
    Path folder;

    @Test
    void theVectorIsTheMeanOfTheTokensAtLengthOne() throws IOException {
        try (EmbeddingModel model = EmbeddingModel.open(TinyEmbedding.write(folder, BERT))) {
            assertThat(model.width()).isEqualTo(TinyEmbedding.WIDTH);
            float half = (float) Math.sqrt(0.5);
            assertThat(model.of("Cancel baggage")).containsExactly(new float[] {half, half, 0, 0}, within(1e-6f));
            assertThat(model.of("revoke luggage")).containsExactly(model.of("Cancel baggage"));
        }
    }

    @Test
    void whereTheFolderSaysSoTheFirstTokenSpeaksForAll() throws IOException {
        TinyEmbedding.write(folder, BERT);
        TinyEmbedding.pooling(folder, "pooling_mode_cls_token");
        try (EmbeddingModel model = EmbeddingModel.open(folder)) {
            assertThat(model.of("luggage cancel cancel")).containsExactly(0, 1, 0, 0);
        }
    }

    @Test
    void whatIsBeyondTheTokensThatItReadsDoesNotCount() throws IOException {
        TinyEmbedding.write(folder, BERT);
        Files.writeString(folder.resolve("sentence_bert_config.json"), "{\"max_seq_length\": 2}");
        try (EmbeddingModel model = EmbeddingModel.open(folder)) {
            assertThat(model.of("cancel cancel luggage luggage")).containsExactly(1, 0, 0, 0);
            assertThat(model.of("cancel ".repeat(100_000))).containsExactly(1, 0, 0, 0);
        }
    }

    @Test
    void aModelWithoutTokenTypesIsAskedWithoutThem() throws IOException {
        TinyEmbedding.write(folder, "input_ids", "attention_mask");
        try (EmbeddingModel model = EmbeddingModel.open(folder)) {
            assertThat(model.of("the")).containsExactly(0, 0, 1, 0);
        }
    }

    @Test
    void aFolderThatIsNotThereIsSaidToBeMissing() {
        assertThatThrownBy(() -> EmbeddingModel.open(folder.resolve("minilm")))
                .isInstanceOf(EmbeddingException.class)
                .hasMessage(folder.resolve("minilm") + ": there is no such folder");
    }

    @Test
    void anEmptyTextIsLikeNothing() throws IOException {
        try (EmbeddingModel model = EmbeddingModel.open(TinyEmbedding.write(folder, BERT))) {
            assertThat(model.of("")).containsOnly(0).hasSize(TinyEmbedding.WIDTH);
        }
    }

    @Test
    void manyThreadsGetWhatOneGets() throws IOException {
        try (EmbeddingModel model = EmbeddingModel.open(TinyEmbedding.write(folder, BERT))) {
            float[] alone = model.of("cancel the luggage");
            assertThat(IntStream.range(0, 200).parallel().mapToObj(i -> model.of("cancel the luggage")))
                    .allSatisfy(vector -> assertThat(vector).containsExactly(alone));
        }
    }

    @Test
    void aFolderWithoutAModelIsRefusedByName() {
        assertThatThrownBy(() -> EmbeddingModel.open(folder))
                .isInstanceOf(EmbeddingException.class)
                .hasMessageContaining("there is neither model.onnx nor onnx/model.onnx");
    }

    @Test
    void aDamagedModelIsRefusedInOneLine() throws IOException {
        TinyEmbedding.write(folder, BERT);
        Files.writeString(folder.resolve("onnx/model.onnx"), "no model");
        assertThatThrownBy(() -> EmbeddingModel.open(folder))
                .isInstanceOf(EmbeddingException.class)
                .hasMessageContaining("model.onnx")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void anInputThatNobodyKnowsIsNamed() throws IOException {
        TinyEmbedding.write(folder, "input_ids", "attention_mask", "pixel_values");
        assertThatThrownBy(() -> EmbeddingModel.open(folder)).hasMessageContaining("wants an input pixel_values");
    }

    @Test
    void anotherPoolingIsNotGuessed() throws IOException {
        TinyEmbedding.write(folder, BERT);
        TinyEmbedding.pooling(folder, "pooling_mode_max_tokens");
        assertThatThrownBy(() -> EmbeddingModel.open(folder)).hasMessageContaining("other ways are not implemented");
    }

    @Test
    void aTextWhoseVectorHasNoDirectionIsAnError() throws IOException {
        try (EmbeddingModel model = EmbeddingModel.open(TinyEmbedding.write(folder, BERT))) {
            assertThatThrownBy(() -> model.of("void")).hasMessageContaining("no direction");
        }
    }
}
