package io.insitu.processors.gate;

import io.insitu.schemas.Digest;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.EvaluationRequest;
import io.insitu.schemas.event.Request;
import java.util.ArrayList;
import java.util.List;

/** Asks an evaluator to run an adapter and what it is compared with on probe tasks; asking the same is the same request. */
record Question(String why, AdapterVersion adapter, String baselineId, List<String> tasks, int trials) {
    /**
     * @param turn what makes this asking another one than the last: how often, or when
     */
    Request asked(List<String> turn, long atMs) {
        String lineage = adapter.getLineage();
        String adapterId = adapter.getAdapterId();
        List<String> draws = new ArrayList<>(List.of(why, lineage, adapterId));
        draws.addAll(turn);
        long seed = Digest.seed(draws.toArray(String[]::new));
        return Request.newBuilder()
                .setRequestId(
                        Digest.of(why, lineage, adapterId, baselineId, String.join("\n", tasks), Long.toString(seed)))
                .setLineage(lineage)
                .setAskedMs(atMs)
                .setBody(EvaluationRequest.newBuilder()
                        .setCandidateId(adapterId)
                        .setBaselineId(baselineId)
                        .setLocation(adapter.getLocation())
                        .setTasks(tasks)
                        .setTrials(trials)
                        .setSeed(seed)
                        .build())
                .setCauses(List.of(adapterId))
                .build();
    }
}
