package io.insitu.ops.demo;

import io.insitu.connectors.desk.Verdict;
import io.insitu.schemas.event.OutcomeKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How far the agents of this process are; counts only, the report is made from the log. */
public final class Progress {
    private static final int WINDOW = 60;

    private final Map<String, Lane> lanes = new LinkedHashMap<>();
    private final int episodes;

    Progress(List<Arm> arms, int episodes) {
        this.episodes = episodes;
        arms.forEach(arm -> lanes.put(arm.word(), new Lane()));
    }

    /**
     * One arm at a glance.
     *
     * @param recent share of successes among the last attempts the world did not break; -1: none yet
     * @param curve success in consecutive windows of this process's attempts
     */
    public record Glance(int done, double recent, List<Double> curve) {
        public Glance {
            curve = List.copyOf(curve);
        }
    }

    private static final class Lane {
        private int done;
        private final List<Boolean> graded = new ArrayList<>();
    }

    public int episodes() {
        return episodes;
    }

    synchronized void begin(Arm arm, int alreadyDone) {
        lane(arm).done = alreadyDone;
    }

    synchronized void ended(Arm arm, Verdict verdict) {
        Lane lane = lane(arm);
        lane.done++;
        if (verdict.outcome() != OutcomeKind.INFRASTRUCTURE) {
            lane.graded.add(verdict.outcome() == OutcomeKind.SUCCESS);
        }
    }

    /** All arms, in the order they were asked for. */
    public synchronized Map<String, Glance> glance() {
        Map<String, Glance> glances = new LinkedHashMap<>();
        lanes.forEach((arm, lane) -> glances.put(arm, glance(lane)));
        return glances;
    }

    private Glance glance(Lane lane) {
        int size = lane.graded.size();
        int width = Math.max(10, episodes / 30);
        List<Double> curve = new ArrayList<>();
        for (int from = 0; from + width <= size; from += width) {
            curve.add(share(lane.graded.subList(from, from + width)));
        }
        double recent = size == 0 ? -1 : share(lane.graded.subList(Math.max(0, size - WINDOW), size));
        return new Glance(lane.done, recent, curve);
    }

    private static double share(List<Boolean> outcomes) {
        return outcomes.stream().filter(passed -> passed).count() / (double) outcomes.size();
    }

    private Lane lane(Arm arm) {
        return lanes.computeIfAbsent(arm.word(), word -> new Lane());
    }
}
