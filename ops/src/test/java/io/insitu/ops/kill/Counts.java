package io.insitu.ops.kill;

import io.insitu.ops.kill.Feed.Sent;
import io.insitu.ops.log.LogReader;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.DistillationRequest;
import io.insitu.schemas.event.DistillationResult;
import io.insitu.schemas.event.JudgeRequest;
import io.insitu.schemas.event.JudgeVerdict;
import io.insitu.schemas.event.Reply;
import io.insitu.schemas.event.Request;
import io.insitu.schemas.event.RequestFailed;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What there was to keep a law about. */
final class Counts {
    private Counts() {}

    static Map<String, Long> of(LogReader log, Laws laws, List<Sent> sent) {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("acknowledged", (long) sent.size());
        counts.put("sent again", sent.stream().filter(one -> one.times() > 1).count());
        count(
                counts,
                "by spans",
                sent.stream().anyMatch(one -> one.parcel().id().endsWith("/" + Parcels.SPANS)));
        log.each(Topics.EXPERIENCE, "", line -> {
            counts.merge("experience " + line.value().getLineage(), 1L, Long::sum);
            count(
                    counts,
                    "judged",
                    line.value().getRewards().stream()
                            .anyMatch(reward -> reward.getSource().startsWith("judge/")));
        });
        log.each(Topics.REQUESTS, "", line -> request(counts, line.value()));
        log.each(Topics.REPLIES, "", line -> reply(counts, line.value()));
        counts.put("principles", laws.facts().count(Topics.PRINCIPLES));
        log.each(
                Topics.PRINCIPLES,
                "",
                line -> count(
                        counts,
                        "principles of the model",
                        line.value().getSource().startsWith("model/")));
        counts.put("tools", laws.facts().count(Topics.TOOLS));
        counts.put("batches", laws.facts().count(Topics.TRAINING_BATCHES));
        counts.put("updates", laws.facts().count(Topics.UPDATES));
        return counts;
    }

    private static void request(Map<String, Long> counts, Request request) {
        count(counts, "asked a judge", request.getBody() instanceof JudgeRequest);
        count(counts, "asked a distiller", request.getBody() instanceof DistillationRequest);
    }

    private static void reply(Map<String, Long> counts, Reply reply) {
        count(counts, "verdicts", reply.getBody() instanceof JudgeVerdict);
        count(counts, "proposals", reply.getBody() instanceof DistillationResult);
        if (reply.getBody() instanceof RequestFailed failed) {
            count(counts, failed.getRetryable() ? "no answer for now" : "no answer", true);
        }
    }

    private static void count(Map<String, Long> counts, String what, boolean applies) {
        counts.merge(what, applies ? 1L : 0L, Long::sum);
    }
}
