package io.insitu.ops.report;

import io.insitu.schemas.event.Ack;
import io.insitu.schemas.event.AckKind;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.TrainingBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How old an adapter's newest lesson is when the first call can use it: from the end of the youngest trajectory in its
 * batch to the first acknowledgement that a replica serves it. Waiting for the batch to fill, training, probes and
 * loading all lie in between.
 */
final class AdapterTimes {
    private final Map<String, Long> ended = new HashMap<>();
    private final Map<String, Long> youngest = new HashMap<>();
    private final Map<String, String> batches = new HashMap<>();

    void note(Experience experience) {
        ended.put(experience.getExperienceId(), experience.getTrajectory().getEndedMs());
    }

    /** After all experience: a batch names what it was made of. */
    void note(TrainingBatch batch) {
        batch.getCauses().stream()
                .map(ended::get)
                .filter(at -> at != null)
                .max(Long::compare)
                .ifPresent(at -> youngest.put(batch.getBatchId(), at));
    }

    void note(AdapterVersion version) {
        batches.put(version.getAdapterId(), version.getBatchId());
    }

    /** In milliseconds, one for each adapter that ever served. */
    List<Double> untilServing(List<Ack> acks) {
        List<Double> times = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Ack ack : acks) {
            Long cause = youngest.get(batches.getOrDefault(ack.getAdapterId(), ""));
            if (ack.getKind() == AckKind.SERVING && cause != null && seen.add(ack.getAdapterId())) {
                times.add((double) (ack.getAtMs() - cause));
            }
        }
        return times;
    }
}
