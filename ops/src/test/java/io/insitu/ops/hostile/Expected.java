package io.insitu.ops.hostile;

import io.insitu.schemas.event.CloseReason;
import io.insitu.schemas.event.DeadLetter;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.Trajectory;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What must become of every malformed input: a letter with its reason, or nothing by a stated rule. Any thread may say so. */
final class Expected {
    private final Map<String, Integer> letters = new TreeMap<>();
    private final Map<String, Integer> absorbed = new TreeMap<>();
    private final Map<String, Set<DeadLetterReason>> byPlace = new HashMap<>();
    private final Map<String, List<String>> whole = new TreeMap<>();

    /** A letter from this origin for this reason. */
    synchronized void letter(String origin, DeadLetterReason reason) {
        letters.merge(origin + " " + reason, 1, Integer::sum);
    }

    /** A letter for the record at this place. */
    synchronized void letterAt(String topic, int partition, long offset, Set<DeadLetterReason> reasons) {
        byPlace.put(topic + "-" + partition + "@" + offset, EnumSet.copyOf(reasons));
    }

    /** No letter, because of this rule. */
    synchronized void absorbed(String rule) {
        absorbed.merge(rule, 1, Integer::sum);
    }

    /** This attempt is whole in the end, its events in order of seq, however they came. */
    synchronized void whole(String trajectoryId, int events) {
        List<String> ids = new ArrayList<>();
        for (int seq = 0; seq < events; seq++) {
            ids.add(trajectoryId + "#" + seq);
        }
        whole.put(trajectoryId, ids);
    }

    /** The attempts that should be whole and are not; empty when all are. */
    synchronized List<String> incomplete(List<Experience> found) {
        Map<String, List<String>> missing = new TreeMap<>(whole);
        for (Experience experience : found) {
            Trajectory attempt = experience.getTrajectory();
            if (attempt.getClosed() == CloseReason.ENDED) {
                missing.remove(attempt.getTrajectoryId(), attempt.getEventIds());
            }
        }
        return List.copyOf(missing.keySet());
    }

    /** How many inputs were malformed. */
    synchronized int inputs() {
        return sum(letters) + sum(absorbed) + byPlace.size();
    }

    /** How many of them must be letters. */
    synchronized int lettersTotal() {
        return sum(letters) + byPlace.size();
    }

    /** Where the letters differ from what was expected; empty when they do not. */
    synchronized List<String> differences(List<DeadLetter> found) {
        List<String> differences = new ArrayList<>();
        Map<String, Integer> others = new TreeMap<>();
        Map<String, Set<DeadLetterReason>> missing = new HashMap<>(byPlace);
        for (DeadLetter letter : found) {
            String place = letter.getOriginTopic() + "-" + letter.getOriginPartition() + "@" + letter.getOriginOffset();
            Set<DeadLetterReason> reasons = missing.remove(place);
            if (reasons == null) {
                others.merge(letter.getOriginTopic() + " " + letter.getReason(), 1, Integer::sum);
            } else if (!reasons.contains(letter.getReason())) {
                differences.add(place + " should be one of " + reasons + ", is " + letter.getReason() + ", "
                        + letter.getDetail());
            }
        }
        missing.forEach((place, reasons) -> differences.add("no letter for " + place + ", " + reasons));
        if (!others.equals(letters)) {
            differences.add("letters are " + others + ", should be " + letters);
        }
        return differences;
    }

    private static int sum(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public synchronized String toString() {
        return byPlace.size() + " unreadable, refused " + letters + ", absorbed " + absorbed;
    }
}
