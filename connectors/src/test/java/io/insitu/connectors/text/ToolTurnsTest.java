package io.insitu.connectors.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What tools said, in the turns of each family; the expected texts are what the families' own templates write. */
class ToolTurnsTest {
    private static final List<ChatMessage> CHAT = List.of(
            new ChatMessage("user", "hi"),
            new ChatMessage("tool", "one"),
            new ChatMessage("tool", " \"two\"\n"),
            new ChatMessage("assistant", "yes"));

    private static final String RESPONSES = "{%- if message.role == \"user\" %}{{- '<|im_start|>' + message.role }}"
            + "{%- elif message.role == \"tool\" %}{%- if first %}{{- '<|im_start|>user' }}{%- endif %}"
            + "{{- '\\n<tool_response>\\n' }}{{- message.content }}{{- '\\n</tool_response>' }}";

    private static final String PYTHON = "{%- elif message.role == \"tool\" or message.role == \"ipython\" %}"
            + "{{- \"<|start_header_id|>ipython<|end_header_id|>\\n\\n\" }}"
            + "{%- if message.content is iterable %}{{- message.content | tojson }}{%- endif %}";

    @Test
    void responsesThatFollowEachOtherAreOneTurnOfTheUser() {
        assertThat(rendered(RESPONSES))
                .isEqualTo("<|im_start|>user\nhi<|im_end|>\n<|im_start|>user\n<tool_response>\none\n</tool_response>\n"
                        + "<tool_response>\n \"two\"\n\n</tool_response><|im_end|>\n"
                        + "<|im_start|>assistant\nyes<|im_end|>\n");
    }

    @Test
    void llamaReadsThemFromIpythonAsJson() {
        assertThat(rendered(PYTHON))
                .isEqualTo("<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nhi<|eot_id|>"
                        + "<|start_header_id|>ipython<|end_header_id|>\n\n\"one\"<|eot_id|>"
                        + "<|start_header_id|>ipython<|end_header_id|>\n\n\" \\\"two\\\"\\n\"<|eot_id|>"
                        + "<|start_header_id|>assistant<|end_header_id|>\n\nyes<|eot_id|>");
    }

    @Test
    void aTemplateThatWritesAnyRoleWritesThisOneToo() {
        assertThat(rendered("{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>'}}"))
                .contains("<|im_start|>tool\none<|im_end|>\n<|im_start|>tool\n \"two\"\n<|im_end|>\n");
    }

    @Test
    void whereTheLayoutIsNotKnownToolsAreRefusedAndOthersAreNot() {
        for (String template : List.of(
                "<|im_start|>",
                "{{'<|im_start|>' + message['role']}}{% if tools %}{{ tools }}{% endif %}",
                "<|im_start|>tool\\n<tool_response>\\n",
                "{% if message.role == 'user' %}<|start_header_id|>user<|end_header_id|>{% endif %}")) {
            assertThatThrownBy(() -> rendered(template))
                    .as(template)
                    .isInstanceOf(TextException.class)
                    .hasMessageContaining("role tool: how this model's chat template lays it out is not known here");
            ChatTemplate known = ChatTemplate.recognised(template);
            assertThat(known).isNotNull();
            assertThat(known.parts(CHAT.subList(0, 1))).isNotEmpty();
        }
    }

    private static String rendered(String template) {
        ChatTemplate known = ChatTemplate.recognised(template);
        assertThat(known).isNotNull();
        return known.parts(CHAT).stream().map(ChatTemplate.Part::text).collect(Collectors.joining());
    }
}
