package io.insitu.connectors.llm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import io.insitu.schemas.Digest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks {@code /chat/completions} of an OpenAI-compatible endpoint. Follows no redirection: the key is for the address that
 * was configured. Safe for many threads.
 */
public final class ChatClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final ChatConfig config;
    private final Budget budget;
    private final URI address;
    private final HttpClient http;

    public ChatClient(ChatConfig config, Budget budget) {
        this.config = config;
        this.budget = budget;
        String base = config.base().toString();
        this.address = URI.create((base.endsWith("/") ? base : base + "/") + "chat/completions");
        this.http = HttpClient.newBuilder()
                .connectTimeout(config.patience())
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1) // what small servers speak
                .build();
    }

    /**
     * Asks, again where that may help, and waits for the answer.
     *
     * @throws ChatException there is none
     * @throws InterruptedException the caller was told to stop
     */
    public ChatAnswer ask(ChatQuestion question) throws ChatException, InterruptedException {
        byte[] body = body(question);
        Spending spent = new Spending(budget);
        RetryPolicy<ChatAnswer> policy = RetryPolicy.<ChatAnswer>builder()
                .handleIf(e -> e instanceof Attempt.Failed failed && failed.again())
                .withMaxAttempts(config.attempts())
                .withBackoff(FIRST_PAUSE, LONGEST_PAUSE)
                .withJitter(0.25)
                .withDelayFnOn(context -> pause(context.getLastException()), Attempt.Failed.class)
                .build();
        try {
            return Failsafe.with(policy).get(() -> {
                spent.attempt();
                return answer(body, spent);
            });
        } catch (Attempt.Failed e) {
            String times = spent.attempts() > 1 ? ", " + spent.attempts() + " times" : "";
            throw new ChatException(e.again(), config + ": " + e.getMessage() + times).after(spent);
        } catch (FailsafeException e) {
            if (e.getCause() instanceof ChatException nothingLeft) {
                throw nothingLeft.after(spent);
            }
            if (e.getCause() instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            throw e;
        }
    }

    /** The endpoint may say how long to wait; nobody waits for ever. Negative: as the policy has it. */
    private static Duration pause(Throwable last) {
        Duration asked = ((Attempt.Failed) last).pause();
        return asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked;
    }

    private ChatAnswer answer(byte[] body, Spending spent) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(config.patience())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (config.key() != null) {
            request.header("Authorization", "Bearer " + config.key());
        }
        // The request's own timeout ends with the response's head: the body's is ours.
        CompletableFuture<HttpResponse<byte[]>> sent =
                http.sendAsync(request.build(), BoundedBody.ofAtMost(config.answerBytes()));
        try {
            HttpResponse<byte[]> response = sent.get(config.patience().toMillis(), TimeUnit.MILLISECONDS);
            Attempt.check(response);
            return read(response.body(), body, spent);
        } catch (TimeoutException e) {
            spent.tokens(Attempt.estimated(body.length)); // it may well have been read, and the answer begun
            throw Attempt.again("no answer within " + config.patience().toMillis() + " ms");
        } catch (ExecutionException e) {
            throw Attempt.ofTrouble(e.getCause());
        } finally {
            sent.cancel(true); // also ends the connection of whoever speaks too slowly
        }
    }

    private static ChatAnswer read(byte[] answer, byte[] question, Spending spent) {
        ChatAnswer read;
        try {
            read = Attempt.read(answer, Digest.ofBytes(question), question.length);
        } catch (Attempt.Failed e) {
            spent.tokens(Attempt.estimated(question.length + (long) answer.length)); // an answer, if not one of ours
            throw e;
        }
        spent.tokens(read.tokens());
        return read.after(spent);
    }

    /** Fields in one order: the same question has the same bytes. */
    private byte[] body(ChatQuestion question) {
        ObjectNode root = JSON.createObjectNode().put("model", config.model());
        ArrayNode messages = root.putArray("messages");
        question.messages()
                .forEach(message ->
                        messages.addObject().put("role", message.role()).put("content", message.content()));
        root.put("max_tokens", question.maxTokens())
                .put("temperature", question.temperature())
                .put("seed", question.seed());
        try {
            return JSON.writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers cannot be written", e);
        }
    }
}
