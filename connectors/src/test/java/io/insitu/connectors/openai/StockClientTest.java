package io.insitu.connectors.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.models.Model;
import io.insitu.connectors.serving.TinyModels;
import io.insitu.schemas.model.LoraAdapter;
import io.insitu.schemas.model.PeftFolder;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The client that OpenAI publishes for Java, of which nothing is set but the address and the key. */
class StockClientTest extends OneEndpoint {
    private OpenAIClient client;
    private String adapter;

    @BeforeAll
    void connect() throws Exception {
        LoraAdapter lora = TinyModels.adapter(endpoint.base, 1, 4);
        PeftFolder.write(folder.resolve("adapters/one"), lora);
        adapter = "desk@" + endpoint.runtime.load(lora);
        client = of(Endpoint.TOKEN);
    }

    @AfterAll
    void disconnect() {
        client.close();
    }

    private OpenAIClient of(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(endpoint.uri("/v1").toString())
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    private static ChatCompletionCreateParams.Builder ask(String model) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .addSystemMessage("w9")
                .addUserMessage("w1 w2 w3")
                .maxCompletionTokens(9)
                .temperature(1.0)
                .seed(5);
    }

    @Test
    void aChatIsAnsweredWithTextReasonUsageAndLogProbabilities() {
        ChatCompletion answer = client.chat()
                .completions()
                .create(ask("tiny").logprobs(true).topLogprobs(2).build());

        ChatCompletion.Choice choice = answer.choices().get(0);
        assertThat(choice.validate().message().content().orElseThrow().split(" "))
                .hasSize(9)
                .allMatch(word -> word.startsWith("w"));
        assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.LENGTH);
        assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(9);
        assertThat(choice.logprobs().orElseThrow().content().orElseThrow())
                .hasSize(9)
                .allMatch(token -> token.logprob() <= 0 && token.topLogprobs().size() == 2);
    }

    @Test
    void aStreamSaysTheSame() {
        ChatCompletion whole = client.chat().completions().create(ask("tiny").build());
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(ask("tiny").build())) {
            String text = stream.stream()
                    .flatMap(chunk -> chunk.validate().choices().stream())
                    .map(choice -> choice.delta().content().orElse(""))
                    .collect(Collectors.joining());
            assertThat(text)
                    .isEqualTo(whole.choices().get(0).message().content().orElseThrow());
        }
    }

    @Test
    void baseAndAdaptersAreListedAndCanBeAskedByTheirNames() {
        List<String> names =
                client.models().list().data().stream().map(Model::id).toList();
        String listed = names.get(1);
        assertThat(names).hasSize(2).contains("tiny");
        assertThat(listed).endsWith(adapter.substring(adapter.indexOf('@')));
        assertThat(client.models().retrieve(listed).validate().id()).isEqualTo(listed);
        assertThat(client.chat().completions().create(ask(listed).build()).model())
                .isEqualTo(listed);
    }

    @Test
    void whatIsWrongArrivesAsTheClientsOwnErrors() {
        assertThatThrownBy(
                        () -> client.chat().completions().create(ask("nobody").build()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("nobody");
        assertThatThrownBy(() -> client.models().retrieve("nobody")).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(ask("tiny").temperature(-1.0).build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("temperature");
        OpenAIClient stranger = of("wrong");
        assertThatThrownBy(() -> stranger.models().list()).isInstanceOf(UnauthorizedException.class);
        stranger.close();
    }
}
