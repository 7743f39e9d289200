package io.insitu.ops.audit;

import io.insitu.processors.gate.GateState;
import io.insitu.schemas.event.AdapterStatus;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.TrainingBatch;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every batch becomes one candidate or one letter, and every candidate gets a verdict. A batch the trainer has not
 * reached and a candidate in the hands of the gate are open.
 */
final class AdapterTally {
    private static final Set<AdapterStatus> VERDICTS =
            Set.of(AdapterStatus.LIVE, AdapterStatus.REJECTED, AdapterStatus.ROLLED_BACK, AdapterStatus.SUPERSEDED);

    private final Map<Integer, Long> positions;
    private final Faculties faculties;
    private final Map<String, Place> batches = new HashMap<>();
    private final Set<Place> letters = new HashSet<>();
    private final Map<String, Integer> candidatesOf = new HashMap<>();
    private final Set<List<String>> candidates = new HashSet<>();
    private final Set<List<String>> decided = new HashSet<>();
    private final Set<List<String>> inHand = new HashSet<>();
    private final Set<List<String>> decisions = new HashSet<>();
    private long batchesTwice;
    private long decisionsTwice;

    /**
     * @param positions the offset the trainer reads next, by partition of the batches
     * @param faculties the gate takes no notice of a candidate whose lineage may not learn adapters
     */
    AdapterTally(Map<Integer, Long> positions, Faculties faculties) {
        this.positions = positions;
        this.faculties = faculties;
    }

    void batch(TrainingBatch batch, Place place) {
        if (batches.putIfAbsent(batch.getBatchId(), place) != null) {
            batchesTwice++;
        }
    }

    /** A dead letter about the batch at this place. */
    void letterAbout(Place place) {
        letters.add(place);
    }

    void adapter(AdapterVersion version) {
        List<String> id = List.of(version.getLineage(), version.getAdapterId());
        if (version.getStatus() == AdapterStatus.CANDIDATE) {
            candidates.add(id);
            candidatesOf.merge(version.getBatchId(), 1, Integer::sum);
            return;
        }
        if (VERDICTS.contains(version.getStatus())) {
            decided.add(id);
        }
        if (!decisions.add(List.of(
                version.getLineage(),
                version.getAdapterId(),
                version.getStatus().name(),
                Long.toString(version.getChangedMs())))) {
            decisionsTwice++;
        }
    }

    /** What the gate of a lineage is busy with. */
    void gate(String lineage, GateState state) {
        state.waiting().forEach(id -> inHand.add(List.of(lineage, id)));
        GateState.Examination examination = state.examination();
        if (examination != null) {
            inHand.add(List.of(lineage, examination.candidateId()));
        }
        GateState.Rollout rollout = state.rollout();
        if (rollout != null) {
            inHand.add(List.of(lineage, rollout.candidateId()));
        }
    }

    Tally batches() {
        long lost = 0;
        long open = 0;
        for (Map.Entry<String, Place> each : batches.entrySet()) {
            Place place = each.getValue();
            if (!candidatesOf.containsKey(each.getKey()) && !letters.contains(place)) {
                boolean passed = place.offset() < positions.getOrDefault(place.partition(), 0L);
                lost += passed ? 1 : 0;
                open += passed ? 0 : 1;
            }
        }
        return new Tally("batches", batches.size(), batchesTwice, lost, open);
    }

    Tally candidates() {
        long twice =
                candidatesOf.values().stream().mapToLong(times -> times - 1).sum();
        long lost = 0;
        long open = 0;
        for (List<String> candidate : candidates) {
            if (!decided.contains(candidate)) {
                boolean pending = inHand.contains(candidate) || !faculties.alwaysAdapters(candidate.get(0));
                lost += pending ? 0 : 1;
                open += pending ? 1 : 0;
            }
        }
        return new Tally("candidates", candidates.size(), twice, lost, open);
    }

    Tally verdicts() {
        return new Tally("verdicts", decisions.size(), decisionsTwice, 0, 0);
    }
}
