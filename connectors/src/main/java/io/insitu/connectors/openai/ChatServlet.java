package io.insitu.connectors.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.connectors.serving.Answer;
import io.insitu.connectors.serving.Ask;
import io.insitu.connectors.serving.ContinuousBatching;
import io.insitu.connectors.serving.Generated;
import io.insitu.connectors.serving.SamplingOptions;
import io.insitu.connectors.serving.ServingException;
import io.insitu.connectors.text.ModelText;
import io.insitu.connectors.text.TextStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** POST /v1/chat/completions, whole or as server-sent events. Who hangs up is not answered to the end. */
final class ChatServlet extends ApiServlet {
    private static final long LOOK_MS = 100;

    private final transient EndpointConfig config;
    private final transient ModelNames names;
    private final transient ModelText text;
    private final transient ContinuousBatching serving;
    private final transient InstantSource clock;
    private final int vocabulary;
    private final int context;
    private final transient AnswerLength length;

    ChatServlet(
            EndpointConfig config,
            ModelNames names,
            ModelText text,
            ContinuousBatching serving,
            InstantSource clock,
            int vocabulary,
            int context) {
        super("POST");
        this.config = config;
        this.names = names;
        this.text = text;
        this.serving = serving;
        this.clock = clock;
        this.vocabulary = vocabulary;
        this.context = context;
        this.length = new AnswerLength(
                context, serving.limits().answerTokens(), serving.positionsTogether(), config.answerTokens());
    }

    @Override
    void answer(HttpServletRequest http, HttpServletResponse response)
            throws IOException, ApiError, InterruptedException {
        ChatRequest request = ChatRequest.of(Body.read(http, response, config.bodyBytes()));
        int @Nullable [] given = request.promptTokens();
        int[] prompt = Prompt.checked(
                given == null ? text.chat(request.messages()) : given, given != null, vocabulary, context);
        // Bounded by the longest answer: a reader who takes nothing costs this much and no more.
        BlockingQueue<Optional<Reply.Said>> said = new LinkedBlockingQueue<>();
        SamplingOptions sampling = sampling(request, prompt.length);
        Answer answer = names.ask(
                request.model(),
                who -> serving.submit(new Ask(
                        who,
                        prompt,
                        sampling,
                        Math.max(0, request.alternatives()),
                        (token, alternatives) -> said.add(Optional.of(new Reply.Said(token, alternatives))))));
        answer.whenDone(() -> said.add(Optional.empty()));
        String model = names.nameOf(answer.adapterId(), request.model());
        String id = "chatcmpl-" + UUID.randomUUID();
        Reply reply = new Reply(id, clock.millis() / 1000, model, request, prompt, text);
        Listening listening = new Listening(Caller.of(http), answer, said, new TextStream(text, request.stops()));
        try {
            if (request.stream()) {
                stream(listening, request, reply, response);
            } else {
                whole(listening, reply, response);
            }
        } finally {
            answer.cancel(); // however this ended, nobody reads on
        }
    }

    private SamplingOptions sampling(ChatRequest request, int prompt) throws ApiError {
        return new SamplingOptions(
                length.of(request, prompt),
                request.temperature(),
                request.seed(),
                text.endTokens(),
                request.topK(),
                request.topP());
    }

    private void whole(Listening listening, Reply reply, HttpServletResponse response)
            throws IOException, InterruptedException {
        List<Reply.Said> all = new ArrayList<>();
        StringBuilder content = new StringBuilder();
        for (Reply.@Nullable Said one = listening.next(); one != null; one = listening.next()) {
            all.add(one);
            content.append(listening.text(one));
        }
        if (listening.left()) {
            return;
        }
        String finish = listening.finish();
        json(response, reply.whole(content + listening.rest(), all, finish));
    }

    private void stream(Listening listening, ChatRequest request, Reply reply, HttpServletResponse response)
            throws IOException, InterruptedException {
        response.setContentType("text/event-stream;charset=utf-8");
        response.setHeader("Cache-Control", "no-cache");
        OutputStream out = response.getOutputStream();
        event(out, reply.opening());
        int tokens = 0;
        for (Reply.@Nullable Said one = listening.next(); one != null; one = listening.next()) {
            tokens++;
            event(out, reply.chunk(listening.text(one), List.of(one), null));
        }
        if (listening.left()) {
            return;
        }
        try {
            String finish = listening.finish();
            event(out, reply.chunk(listening.rest(), List.of(), finish));
            if (request.usageAtTheEnd()) {
                event(out, reply.closingUsage(tokens));
            }
        } catch (ServingException e) {
            event(out, ApiError.of(e).json()); // the status has been sent long ago
        }
        out.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
    }

    private static void event(OutputStream out, JsonNode data) throws IOException {
        out.write("data: ".getBytes(StandardCharsets.UTF_8));
        out.write(bytes(data));
        out.write("\n\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** The tokens of one answer, until it ends, its text is complete or its reader has left. */
    private static final class Listening {
        private final Caller caller;
        private final Answer answer;
        private final BlockingQueue<Optional<Reply.Said>> said;
        private final TextStream words;
        private long looked = System.nanoTime();
        private boolean left;

        Listening(Caller caller, Answer answer, BlockingQueue<Optional<Reply.Said>> said, TextStream words) {
            this.caller = caller;
            this.answer = answer;
            this.said = said;
            this.words = words;
        }

        Reply.@Nullable Said next() throws InterruptedException {
            while (!words.stopped()) {
                Optional<Reply.Said> one = said.poll(LOOK_MS, TimeUnit.MILLISECONDS);
                if (System.nanoTime() - looked > LOOK_MS * 1_000_000) { // tokens may come faster than we look
                    looked = System.nanoTime();
                    left = caller.gone();
                }
                if (left) {
                    return null;
                }
                if (one != null) {
                    return one.orElse(null);
                }
            }
            return null;
        }

        boolean left() {
            return left;
        }

        String text(Reply.Said one) {
            return words.add(one.token().id());
        }

        String rest() {
            return words.end();
        }

        String finish() throws InterruptedException {
            if (words.stopped()) {
                return "stop";
            }
            return answer.await().finish() == Generated.Finish.STOP_TOKEN ? "stop" : "length";
        }
    }
}
