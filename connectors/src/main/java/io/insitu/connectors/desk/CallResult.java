package io.insitu.connectors.desk;

import java.util.List;

/** What became of a call; for a macro-tool also what became of each call inside, in order. */
public record CallResult(Call call, CallStatus status, String content, List<CallResult> inner) {
    public CallResult {
        inner = List.copyOf(inner);
    }

    static CallResult plain(Call call, CallStatus status, String content) {
        return new CallResult(call, status, content, List.of());
    }
}
