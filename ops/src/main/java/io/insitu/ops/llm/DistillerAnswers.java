package io.insitu.ops.llm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.llm.ChatClient;
import io.insitu.ops.llm.StrictAnswer.NotAsAsked;
import io.insitu.ops.work.Answers;
import io.insitu.schemas.event.DistillationRequest;
import io.insitu.schemas.event.DistillationResult;
import io.insitu.schemas.event.Request;
import io.insitu.schemas.event.RequestFailed;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Proposals of what set a group's successes apart; whether they hold is for others to find out. */
public final class DistillerAnswers implements Answers {
    private static final int CONDITIONS = 8;
    private static final int NAME = 256;
    private static final int STATEMENT = 500;

    private final Interview interview;

    public DistillerAnswers(ChatClient model, int answerTokens) {
        this.interview = new Interview(
                model, Prompt.of("distiller", 2), answerTokens, Set.of("conditions", "action", "statement"));
    }

    @Override
    public @Nullable Object to(Request request) {
        if (!(request.getBody() instanceof DistillationRequest distillation)) {
            return null;
        }
        ObjectNode material = JsonNodeFactory.instance.objectNode();
        ArrayNode transcripts = material.putArray("transcripts");
        distillation.getTranscripts().forEach(transcripts::add);
        return interview.ask(request.getRequestId(), material, DistillerAnswers::proposal);
    }

    private static Object proposal(StrictAnswer answer) throws NotAsAsked {
        List<String> conditions = answer.lines("conditions", CONDITIONS, NAME);
        String action = answer.line("action", NAME);
        String statement = answer.line("statement", STATEMENT);
        if (conditions.isEmpty() && action.isEmpty() && statement.isEmpty()) {
            return RequestFailed.newBuilder()
                    .setReason("the model found nothing that sets the successes apart")
                    .setRetryable(false)
                    .build();
        }
        StrictAnswer.require(!statement.isBlank(), "it has no statement");
        StrictAnswer.require(!action.isBlank(), "it names no action");
        return DistillationResult.newBuilder()
                .setConditions(conditions)
                .setAction(action)
                .setStatement(statement)
                .build();
    }
}
