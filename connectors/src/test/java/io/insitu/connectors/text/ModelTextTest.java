package io.insitu.connectors.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelTextTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    /** A byte-level tokenizer without merges: every byte is a token, and each mark one. */
    private void byteTokenizer() throws IOException {
        byteTokenizer("<|im_start|>", "<|im_end|>");
    }

    private void byteTokenizer(String... marks) throws IOException {
        ObjectNode root = JSON.createObjectNode().put("version", "1.0");
        ArrayNode added = root.putArray("added_tokens");
        for (int i = 0; i < marks.length; i++) {
            added.addObject()
                    .put("id", 256 + i)
                    .put("content", marks[i])
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false)
                    .put("special", true);
        }
        for (String part : List.of("pre_tokenizer", "decoder")) {
            root.putObject(part)
                    .put("type", "ByteLevel")
                    .put("add_prefix_space", false)
                    .put("trim_offsets", true)
                    .put("use_regex", true);
        }
        ObjectNode vocabulary = root.putObject("model").put("type", "BPE").putObject("vocab");
        int next = 0; // GPT-2's alphabet: printable bytes are themselves, the others letters from 256 on
        for (int b = 0; b < 256; b++) {
            boolean printable = b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
            vocabulary.put(Character.toString(printable ? b : 256 + next++), b);
        }
        ((ObjectNode) root.path("model")).putArray("merges");
        Files.write(folder.resolve("tokenizer.json"), JSON.writeValueAsBytes(root));
        Files.writeString(folder.resolve("config.json"), "{\"eos_token_id\":[3,4]}");
    }

    private void template(String template) throws IOException {
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                JSON.createObjectNode().put("chat_template", template).toString());
    }

    private static List<Integer> list(int[] tokens) {
        return Arrays.stream(tokens).boxed().toList();
    }

    @Test
    void aTokenizerJsonIsReadAndWrittenByItsLibrary() throws IOException {
        byteTokenizer();
        try (ModelText text = ModelText.of(folder)) {
            int[] tokens = text.encode("Grüße, 世界");
            assertThat(tokens).hasSize("Grüße, 世界".getBytes(java.nio.charset.StandardCharsets.UTF_8).length);
            assertThat(text.decode(list(tokens))).isEqualTo("Grüße, 世界");
            assertThat(text.endTokens()).containsExactlyInAnyOrder(3, 4, 257);
            String longer = "x".repeat(5_000);
            assertThat(text.encode(longer)).as("nothing is cut off").hasSize(5_000);
        }
    }

    @Test
    void aChatIsRenderedAsItsTemplateSaysAndItsEndMarkEndsAnswers() throws IOException {
        byteTokenizer();
        template("{{ '<|im_start|>system\\nBe kind.<|im_end|>\\n' }}{% for m in messages %}<|im_start|>{{ m }}");
        try (ModelText text = ModelText.of(folder)) {
            int[] tokens = text.chat(List.of(new ChatMessage("user", "hi")));
            assertThat(text.decode(list(tokens))).isEqualTo("system\nBe kind.\nuser\nhi\nassistant\n");
            assertThat(list(tokens)).filteredOn(token -> token >= 256).containsExactly(256, 257, 256, 257, 256);
            assertThat(text.endTokens()).contains(257);
        }
    }

    @Test
    void withoutATemplateTheTokenizersMarksTellTheLayout() throws IOException {
        byteTokenizer();
        try (ModelText text = ModelText.of(folder)) {
            List<ChatMessage> chat = List.of(new ChatMessage("user", "hi"), new ChatMessage("assistant", "yes"));
            assertThat(text.decode(list(text.chat(chat)))).isEqualTo("user\nhi\nassistant\nyes\nassistant\n");
            assertThat(text.pieces(chat))
                    .filteredOn(ChatPiece::answer)
                    .hasSize(1)
                    .allSatisfy(piece ->
                            assertThat(list(piece.tokens())).containsExactly((int) 'y', (int) 'e', (int) 's', 257));
        }
    }

    @Test
    void withoutTemplateAndMarksAChatIsRefusedWithTheWayOut() throws IOException {
        byteTokenizer("<s>", "</s>");
        try (ModelText text = ModelText.of(folder)) {
            assertThatThrownBy(() -> text.chat(List.of(new ChatMessage("user", "hi"))))
                    .isInstanceOf(TextException.class)
                    .hasMessageContaining("no chat template that is known here");
        }
    }

    @Test
    void aTemplateOfAnotherFamilyIsNotReplacedByTheOneTheMarksSuggest() throws IOException {
        byteTokenizer(); // it knows ChatML's marks
        template("{{ bos_token + '[INST] ' + m['content'] + ' [/INST]' }}");
        try (ModelText text = ModelText.of(folder)) {
            assertThatThrownBy(() -> text.chat(List.of(new ChatMessage("user", "hi"))))
                    .isInstanceOf(TextException.class)
                    .hasMessageContaining("a chat template that is not known here (ChatML, Llama 3)");
            assertThat(text.encode("hi")).hasSize(2);
            assertThat(text.endTokens()).containsExactlyInAnyOrder(3, 4);
        }
        Files.delete(folder.resolve("tokenizer_config.json"));
        Files.writeString(folder.resolve("chat_template.jinja"), "<|user|>{{ m }}<|end|>");
        try (ModelText text = ModelText.of(folder)) {
            assertThatThrownBy(() -> text.pieces(List.of(new ChatMessage("user", "hi"))))
                    .hasMessageContaining("a chat template that is not known here");
        }
    }

    @Test
    void ofSeveralTemplatesTheDefaultOneCounts() throws IOException {
        byteTokenizer();
        ObjectNode config = JSON.createObjectNode();
        ArrayNode all = config.putArray("chat_template");
        all.addObject().put("name", "tool_use").put("template", "[TOOLS]");
        all.addObject().put("name", "default").put("template", "<|im_start|>");
        Files.writeString(folder.resolve("tokenizer_config.json"), config.toString());
        try (ModelText text = ModelText.of(folder)) {
            assertThat(text.chat(List.of(new ChatMessage("user", "hi")))).contains(256);
        }
    }

    @Test
    void aTokenThatIsAPartOfACharacterHasItsOwnBytes() throws IOException {
        byteTokenizer();
        try (ModelText text = ModelText.of(folder)) {
            int[] tokens = text.encode("ü ");
            assertThat(tokens).hasSize(3);
            assertThat(text.bytes(tokens[0])).containsExactly(0xC3);
            assertThat(text.bytes(tokens[1])).containsExactly(0xBC);
            assertThat(text.bytes(tokens[2])).containsExactly(' ');
            assertThat(text.bytes(256)).as("a mark of structure has no text").isEmpty();
            assertThat(text.bytes(300)).as("no such token").isNull();
        }
    }

    @Test
    void theBytesOfAnotherKindOfTokenizerAreNotGuessed() throws IOException {
        Files.writeString(
                folder.resolve("tokenizer.json"),
                "{\"version\":\"1.0\",\"pre_tokenizer\":{\"type\":\"Whitespace\"},\"model\":{\"type\":\"WordLevel\","
                        + "\"vocab\":{\"[UNK]\":0,\"good\":1},\"unk_token\":\"[UNK]\"}}");
        try (ModelText text = ModelText.of(folder)) {
            assertThat(text.bytes(1)).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tokenizer_config.json", "config.json", "generation_config.json"})
    void aDamagedFileBesideTheTokenizerIsRefusedByName(String name) throws IOException {
        byteTokenizer();
        Files.writeString(folder.resolve(name), "{x");
        assertThatThrownBy(() -> ModelText.of(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(name + ": not JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tokenizer_config.json", "config.json", "generation_config.json", "vocab.json"})
    void ofTwoValuesNoneIsDroppedWithoutAWord(String name) throws IOException {
        if (!name.equals("vocab.json")) {
            byteTokenizer();
        }
        Files.writeString(folder.resolve(name), "{\"eos_token_id\":1,\"eos_token_id\":2}");
        assertThatThrownBy(() -> ModelText.of(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(name + ": not JSON: Duplicate field 'eos_token_id'");
        Files.writeString(folder.resolve(name), "{\"eos_token_id\":1} {\"eos_token_id\":2}");
        assertThatThrownBy(() -> ModelText.of(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(name + ": not JSON");
    }

    @Test
    void aDamagedTokenizerIsRefusedByName() throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), "{\"model\":");
        assertThatThrownBy(() -> ModelText.of(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("tokenizer.json");
    }

    @Test
    void aModelWithoutWordsSaysNumbersAndIsGivenNumbers() throws IOException {
        try (ModelText text = ModelText.of(folder)) {
            assertThat(text.decode(List.of(7, 8))).isEqualTo("7 8");
            assertThatThrownBy(() -> text.encode("hi")).hasMessageContaining("give token ids");
        }
    }

    @Test
    void aStreamTellsWholeCharactersAndNeverWhatMayBecomeAStop() throws IOException {
        byteTokenizer();
        try (ModelText text = ModelText.of(folder)) {
            TextStream stream = new TextStream(text, List.of("END"));
            List<String> told = new ArrayList<>();
            for (int token : text.encode("ü EN! END of")) {
                told.add(stream.add(token));
            }
            assertThat(told).startsWith("", "ü", " ", "", "", "EN!", " ", "", "", "");
            assertThat(String.join("", told)).isEqualTo("ü EN! ");
            assertThat(stream.stopped()).isTrue();
            assertThat(stream.end()).isEmpty();
        }
    }

    @Test
    void whatWasHeldBackIsToldAtTheEnd() throws IOException {
        byteTokenizer();
        try (ModelText text = ModelText.of(folder)) {
            TextStream stream = new TextStream(text, List.of("END"));
            StringBuilder told = new StringBuilder();
            for (int token : text.encode("the EN")) {
                told.append(stream.add(token));
            }
            assertThat(told).hasToString("the ");
            assertThat(stream.end()).isEqualTo("EN");
        }
    }
}
