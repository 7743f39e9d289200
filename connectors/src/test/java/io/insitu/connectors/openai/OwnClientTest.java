package io.insitu.connectors.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.insitu.connectors.llm.Budget;
import io.insitu.connectors.llm.ChatAnswer;
import io.insitu.connectors.llm.ChatClient;
import io.insitu.connectors.llm.ChatConfig;
import io.insitu.connectors.llm.ChatException;
import io.insitu.connectors.llm.ChatMessage;
import io.insitu.connectors.llm.ChatQuestion;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our own client and our own endpoint understand each other. */
class OwnClientTest {
    private static final ChatQuestion QUESTION = ChatQuestion.exact(List.of(ChatMessage.user("w1 w2 w3")), 9);

    @Test
    void theSameQuestionIsAnsweredAlike(@TempDir Path folder) throws Exception {
        try (Endpoint endpoint = Endpoint.ofDefaults(folder)) {
            ChatClient client =
                    new ChatClient(ChatConfig.of(endpoint.uri("/v1"), "tiny", Endpoint.TOKEN), Budget.unlimited());
            ChatAnswer answer = client.ask(QUESTION);
            assertThat(answer.text().split(" ")).hasSize(9);
            assertThat(answer.whole()).isFalse();
            assertThat(answer.tokens()).isEqualTo(12);
            assertThat(client.ask(QUESTION)).isEqualTo(answer);

            ChatClient stranger =
                    new ChatClient(ChatConfig.of(endpoint.uri("/v1"), "tiny", "wrong"), Budget.unlimited());
            assertThatThrownBy(() -> stranger.ask(QUESTION))
                    .isInstanceOf(ChatException.class)
                    .hasMessageContaining("status 401: bearer token missing or wrong");
        }
    }
}
