package io.insitu.connectors.otlp;

import io.insitu.schemas.Digest;
import io.insitu.schemas.Traced;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.ToolStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells of a model call what it adds to the conversation. Every call repeats the history; new is what comes after the
 * last answer of the model. Those messages, and the system's, are known by role, content and how often the same was said
 * before, so that a call made again, or a history that came in two requests, adds nothing.
 */
final class Talk {
    private final Teller teller;

    Talk(Teller teller) {
        this.teller = teller;
    }

    void tell(Dialogue dialogue, long heardNanos, long answeredNanos) throws Unusable {
        heard(dialogue.input(), heardNanos);
        int message = dialogue.input().size();
        for (Said said : dialogue.output()) {
            answered(said, message, answeredNanos);
        }
    }

    private void heard(List<Said> history, long atNanos) throws Unusable {
        int last = -1;
        for (int i = 0; i < history.size(); i++) {
            last = history.get(i).fromModel() ? i : last;
        }
        Map<String, Integer> met = new HashMap<>();
        for (int i = 0; i < history.size(); i++) {
            Said said = history.get(i);
            boolean news = i > last || said.role() == Role.SYSTEM;
            int part = 0;
            if (!said.text().isEmpty() && said.role() != Role.UNKNOWN) {
                String id = known("m", met, said.role().name(), said.text());
                if (news) {
                    teller.shared(
                            id, atNanos, Traced.inConversation(i, part++), Teller.message(said.role(), said.text()));
                }
            }
            for (Said.Result result : said.results()) {
                String id = known("r", met, result.id(), result.content());
                if (news) {
                    String callId = result.id().isEmpty() ? Traced.NAMELESS_CALL + id : result.id();
                    teller.shared(
                            id,
                            atNanos,
                            Traced.inConversation(i, part++),
                            Teller.result(callId, result.tool(), ToolStatus.UNKNOWN, result.content(), -1));
                }
            }
        }
    }

    private static String known(String kind, Map<String, Integer> met, String... content) {
        String digest = kind + "/" + Digest.of(content);
        int before = met.merge(digest, 1, Integer::sum) - 1;
        return before == 0 ? digest : digest + "." + before;
    }

    private void answered(Said said, int message, long atNanos) throws Unusable {
        int part = 0;
        if (!said.text().isEmpty()) {
            teller.own(
                    "answer",
                    atNanos,
                    Traced.inConversation(message, part++),
                    Teller.message(Role.ASSISTANT, said.text()));
        }
        for (int i = 0; i < said.calls().size(); i++) {
            Said.Call call = said.calls().get(i);
            String id = call.id().isEmpty() ? Traced.NAMELESS_CALL + teller.spanId() + "." + i : call.id();
            teller.own(
                    "asks." + i,
                    atNanos,
                    Traced.inConversation(message, part++),
                    Teller.call(id, call.tool(), call.arguments()));
        }
    }
}
