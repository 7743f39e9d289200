package io.insitu.processors.score;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.insitu.processors.score.Calls.Call;
import io.insitu.schemas.event.CloseReason;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Reward;
import io.insitu.schemas.event.ToolStatus;
import io.insitu.schemas.event.Trajectory;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How far an attempt came, a third for each stage, of which none is reached over a missed one: its calls can be read; they are calls of
 * tools that were offered, were answered, and it came to an end; it is right. A failure is worth more by what it reached, a success less by
 * what it missed: a right end by calls that nobody can read is luck, and is not to be imitated like one that came there properly.
 */
final class StagesRubric implements Rubric {
    static final String NAME = "stages";
    static final String SOURCE = "stages@2";

    private static final int STAGES = 3;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @Override
    public Optional<Reward> shade(Trajectory attempt, OutcomeKind outcome, Peers peers) {
        boolean success = outcome == OutcomeKind.SUCCESS;
        return Optional.of(new Reward(SOURCE, (double) (reached(attempt, success) - (success ? STAGES : 0)) / STAGES));
    }

    private static int reached(Trajectory attempt, boolean success) {
        List<Call> calls = Calls.of(attempt);
        if (!calls.stream().allMatch(StagesRubric::parseable)) {
            return 0;
        }
        return wellFormed(attempt, calls) ? success ? STAGES : STAGES - 1 : 1;
    }

    private static boolean parseable(Call call) {
        try {
            return JSON.readTree(call.call().getArguments()).isObject();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private static boolean wellFormed(Trajectory attempt, List<Call> calls) {
        Set<String> offered = Set.copyOf(attempt.getToolsOffered());
        return attempt.getClosed() == CloseReason.ENDED
                && calls.stream()
                        .allMatch(call -> call.status() != ToolStatus.UNKNOWN
                                && (offered.isEmpty()
                                        || offered.contains(call.call().getTool())));
    }
}
