package io.insitu.connectors.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ChatTemplateTest {
    private static final List<ChatMessage> CHAT = List.of(
            new ChatMessage("user", " hi "), new ChatMessage("assistant", "yes?"), new ChatMessage("user", "bye"));

    @Test
    void chatMlPutsItsOwnGreetingFirstUnlessTheChatHasOne() {
        ChatTemplate template = ChatTemplate.recognised(
                "{%- if messages[0]['role'] == 'system' %}{{- '<|im_start|>system\\n' + messages[0]['content'] }}"
                        + "{%- else %}{{- '<|im_start|>system\\nYou are helpful.<|im_end|>\\n' }}{%- endif %}");
        assertThat(rendered(template, CHAT))
                .isEqualTo("<|im_start|>system\nYou are helpful.<|im_end|>\n<|im_start|>user\n hi <|im_end|>\n"
                        + "<|im_start|>assistant\nyes?<|im_end|>\n<|im_start|>user\nbye<|im_end|>\n"
                        + "<|im_start|>assistant\n");
        assertThat(rendered(template, List.of(new ChatMessage("system", "Be brief."))))
                .isEqualTo("<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>assistant\n");
    }

    @Test
    void llama3BeginsWithItsMarkAndStripsContents() {
        ChatTemplate template =
                ChatTemplate.recognised("{{ '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n' }}");
        assertThat(rendered(template, CHAT.subList(0, 1)))
                .isEqualTo("<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nhi<|eot_id|>"
                        + "<|start_header_id|>assistant<|end_header_id|>\n\n");
    }

    @Test
    void anUnknownTemplateIsNoTemplate() {
        assertThat(ChatTemplate.recognised("[INST] {{ m }} [/INST]")).isNull();
        assertThat(ChatTemplate.recognised("")).isNull();
    }

    @Test
    void whatTheAssistantSaysIsAPieceOfItsOwnUpToItsEndMark() {
        ChatTemplate template = ChatTemplate.recognised("<|im_start|>");
        assertThat(template.parts(CHAT))
                .filteredOn(ChatTemplate.Part::answer)
                .containsExactly(new ChatTemplate.Part("yes?<|im_end|>", true));
    }

    @Test
    void withoutATemplateTheMarksATokenizerKnowsTellTheFamily() {
        assertThat(ChatTemplate.ofMarks(Set.of("<|start_header_id|>", "<|eot_id|>")::contains))
                .isEqualTo(new ChatTemplate(ChatTemplate.Family.LLAMA3, "", ToolTurns.UNKNOWN));
        assertThat(ChatTemplate.ofMarks(Set.of("<|im_start|>", "<|im_end|>")::contains))
                .isEqualTo(new ChatTemplate(ChatTemplate.Family.CHATML, "", ToolTurns.UNKNOWN));
        assertThat(ChatTemplate.ofMarks(Set.of("<s>", "<|im_start|>")::contains))
                .isNull();
    }

    private static String rendered(ChatTemplate template, List<ChatMessage> chat) {
        return template.parts(chat).stream().map(ChatTemplate.Part::text).collect(Collectors.joining())
                + template.opening();
    }
}
