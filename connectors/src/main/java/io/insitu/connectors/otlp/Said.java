package io.insitu.connectors.otlp;

import io.insitu.schemas.event.Role;
import java.util.List;

/**
 * One message of a conversation, whichever convention wrote it.
 *
 * @param role UNKNOWN: a tool's
 */
record Said(Role role, String text, List<Call> calls, List<Result> results) {
    Said {
        calls = List.copyOf(calls);
        results = List.copyOf(results);
    }

    /** A tool the model asked for; its id is empty where nobody told it. */
    record Call(String id, String tool, String arguments) {}

    /** What the model was shown of a call. */
    record Result(String id, String tool, String content) {}

    static Said of(Role role, String text) {
        return new Said(role, text, List.of(), List.of());
    }

    boolean fromModel() {
        return role == Role.ASSISTANT;
    }
}
