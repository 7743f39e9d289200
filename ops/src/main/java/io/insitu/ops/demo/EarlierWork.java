package io.insitu.ops.demo;

import io.insitu.ops.log.LogReader;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.TrajectoryEnded;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What earlier starts on the same data folder left behind: read from the log, which is the only memory of a run. */
final class EarlierWork {
    private final Set<String> started = new HashSet<>();
    private final Set<String> ended = new HashSet<>();

    /** Reads the interactions. */
    static EarlierWork in(LogReader log) {
        EarlierWork work = new EarlierWork();
        log.each(Topics.INTERACTIONS, "", line -> work.note(line.value()));
        return work;
    }

    /** One more event of the log, in any order. */
    void note(Interaction event) {
        if (event.getBody() instanceof TaskStarted) {
            started.add(event.getTrajectoryId());
        } else if (event.getBody() instanceof TrajectoryEnded) {
            ended.add(event.getTrajectoryId());
        }
    }

    /** For each episode that is not yet ended: how often it was begun. */
    Map<Integer, Integer> left(RunPlan plan, Arm arm) {
        Map<Integer, Integer> left = new HashMap<>();
        for (int episode = 0; episode < plan.episodes(); episode++) {
            int restart = 0;
            while (begun(plan, arm, episode, restart) && !done(plan, arm, episode, restart)) {
                restart++;
            }
            if (!done(plan, arm, episode, restart)) {
                left.put(episode, restart);
            }
        }
        return left;
    }

    int attempts() {
        return started.size();
    }

    private boolean begun(RunPlan plan, Arm arm, int episode, int restart) {
        return started.contains(plan.attempt(arm, episode, restart).trajectoryId());
    }

    private boolean done(RunPlan plan, Arm arm, int episode, int restart) {
        return ended.contains(plan.attempt(arm, episode, restart).trajectoryId());
    }
}
