package io.insitu.ops.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.connectors.text.ModelText;
import io.insitu.ops.TinyTokenizer;
import io.insitu.ops.modelcli.Typed;
import io.insitu.schemas.model.ModelConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of messages: the model's own tokenizer and template make tokens of them. */
class TrainMessagesTest extends TrainSite {
    @Test
    void messagesBecomeTokensAndWhatTheAssistantSaysIsLearnt() throws Exception {
        TinyTokenizer.in(base);
        try (ModelText text = ModelText.of(base)) {
            Sequence sequence = ChatTokens.of(
                    text,
                    new ObjectMapper()
                            .readTree(
                                    "[{\"role\":\"user\",\"content\":\"good day\"},{\"role\":\"assistant\",\"content\":\"day\"}]"));
            // <|im_start|> user good day <|im_end|> <|im_start|> assistant day <|im_end|>
            assertThat(sequence.tokens()).containsExactly(1, 3, 5, 6, 2, 1, 4, 6, 2);
            assertThat(sequence.weights()).containsExactly(0, 0, 0, 0, 0, 0, 0, 1, 1);
        }
        Files.writeString(
                data,
                "{\"messages\":[{\"role\":\"user\",\"content\":\"good\"},{\"role\":\"assistant\",\"content\":\"day\"}]}\n");
        assertThat(report("sft").path("targetTokens").asInt()).isEqualTo(2);
    }

    @Test
    void whatTheTokenizerMakesBeyondTheVocabularyIsNamedByItsLine() throws Exception {
        TinyTokenizer.in(base);
        Path words = base.resolve("tokenizer.json");
        Files.writeString(words, Files.readString(words).replace("\"day\":6", "\"day\":722"));
        Files.writeString(
                data,
                "\n{\"messages\":[{\"role\":\"user\",\"content\":\"good\"},{\"role\":\"assistant\",\"content\":\"day\"}]}\n");
        Typed typed = train("sft", out);
        assertThat(typed.exitCode()).isEqualTo(1);
        assertThat(typed.complaint())
                .contains("data.jsonl:2: messages: the tokenizer makes token 722")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tokenizer.json", "tokenizer_config.json"})
    void aDamagedTokenizerIsNamed(String name) throws Exception {
        TinyTokenizer.in(base);
        Files.writeString(base.resolve(name), "{x");
        Files.writeString(data, "{\"messages\":[{\"role\":\"user\",\"content\":\"good\"}]}\n");
        Typed typed = train("sft", out);
        assertThat(typed.exitCode()).isEqualTo(1);
        assertThat(typed.complaint()).contains(name + ": ").hasLineCount(1);
    }

    @Test
    void anInterruptedRunDoesNotGoOnUnderAnotherTokenizer() throws Exception {
        Path tokenizer = base.resolve("tokenizer.json");
        TinyTokenizer.in(base);
        Files.writeString(
                data,
                "{\"messages\":[{\"role\":\"user\",\"content\":\"good\"},{\"role\":\"assistant\",\"content\":\"day\"}]}\n");
        String known = asRead();
        assertThat(asRead()).isEqualTo(known);
        Files.writeString(
                tokenizer, Files.readString(tokenizer).replace("\"good\":5,\"day\":6", "\"good\":6,\"day\":5"));
        assertThat(asRead()).isNotEqualTo(known);
    }

    private String asRead() throws Exception {
        try (Tokenizing tokenizing = new Tokenizing(base)) {
            ModelConfig config = ModelConfig.ofModel(base);
            return DataDigest.of(
                    TrainingFile.read(data, Method.SFT, config, tokenizing, "").attempts());
        }
    }
}
