package io.insitu.ops.llm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.llm.ChatAnswer;
import io.insitu.connectors.llm.ChatClient;
import io.insitu.connectors.llm.ChatException;
import io.insitu.connectors.llm.ChatMessage;
import io.insitu.connectors.llm.ChatQuestion;
import io.insitu.ops.llm.StrictAnswer.NotAsAsked;
import io.insitu.ops.work.Signed;
import io.insitu.schemas.Digest;
import io.insitu.schemas.event.RequestFailed;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.errors.InterruptException;

/** Puts one question after the other to a model, and takes only the answers that are as asked. */
final class Interview {
    /** A transcript longer than that was cut by nobody, and would cost more than it tells. */
    private static final int LONGEST = 400_000;

    private static final int CASE_CHARS = 16;
    private static final int MODEL_CHARS = 80;

    private final ChatClient model;
    private final Prompt prompt;
    private final int answerTokens;
    private final Set<String> fields;

    /**
     * @param fields of an answer
     */
    Interview(ChatClient model, Prompt prompt, int answerTokens, Set<String> fields) {
        this.model = model;
        this.prompt = prompt;
        this.answerTokens = answerTokens;
        this.fields = Set.copyOf(fields);
    }

    /** What an answer means, if it means anything. */
    interface Meaning {
        Object of(StrictAnswer answer) throws NotAsAsked;
    }

    /**
     * @param material what the question is about; all of it is data
     * @throws InterruptException when told to stop before there was an answer: then nothing was said
     */
    Signed ask(String requestId, ObjectNode material, Meaning meaning) {
        String caseId =
                Digest.of(prompt.version(), requestId, material.toString()).substring(0, CASE_CHARS);
        String data = material.put("case", caseId).toString();
        if (data.length() > LONGEST) {
            return failed(
                    "what is to be read has " + data.length() + " characters, at most " + LONGEST + " are asked about",
                    false,
                    prompt.version());
        }
        ChatAnswer answer;
        try {
            answer = model.ask(ChatQuestion.exact(
                    List.of(ChatMessage.system(prompt.about(caseId)), ChatMessage.user(data)), answerTokens));
        } catch (ChatException e) {
            Expense cost = new Expense(e.attempts(), e.tokens());
            return failed(String.valueOf(e.getMessage()), e.retryable(), cost.toldBy(prompt.version()));
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        String by = new Expense(answer.attempts(), answer.tokens())
                .toldBy(prompt.version() + " " + shortened(answer.model()) + " asked " + answer.promptDigest()
                        + " said " + answer.answerDigest());
        if (!answer.whole()) {
            return failed("the answer was cut at " + answerTokens + " tokens", false, by);
        }
        try {
            return new Signed(meaning.of(StrictAnswer.read(answer.text(), caseId, fields)), by);
        } catch (NotAsAsked e) {
            return failed("the answer is not what was asked for: " + e.getMessage(), false, by);
        }
    }

    /** The endpoint's own word for itself, in a field that others keep as a name. */
    private static String shortened(String name) {
        return name.substring(0, Math.min(name.length(), MODEL_CHARS));
    }

    private static Signed failed(String reason, boolean retryable, String by) {
        return new Signed(
                RequestFailed.newBuilder()
                        .setReason(reason)
                        .setRetryable(retryable)
                        .build(),
                by);
    }
}
