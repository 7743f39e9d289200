package io.insitu.ops.demo;

import io.insitu.connectors.desk.Attempt;
import io.insitu.connectors.desk.AttemptLog;
import io.insitu.connectors.desk.DeskAgent;
import io.insitu.connectors.desk.Verdict;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The agent of one arm: works through its episodes at a steady pace and never waits for learning. */
final class ArmAgent implements Runnable {
    private final Arm arm;
    private final RunPlan plan;
    private final Map<Integer, Integer> left;
    private final DeskAgent agent;
    private final Function<Attempt, AttemptLog> logs;
    private final Progress progress;
    private final double pace;
    private final CountDownLatch stop;
    private volatile @Nullable RuntimeException failure;

    ArmAgent(
            Arm arm,
            RunPlan plan,
            Map<Integer, Integer> left,
            DeskAgent agent,
            Function<Attempt, AttemptLog> logs,
            Progress progress,
            double pace,
            CountDownLatch stop) {
        this.arm = arm;
        this.plan = plan;
        this.left = new TreeMap<>(left);
        this.agent = agent;
        this.logs = logs;
        this.progress = progress;
        this.pace = pace;
        this.stop = stop;
    }

    @Override
    public void run() {
        try {
            work();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    /** Why this agent ended early, or null. */
    @Nullable
    RuntimeException failure() {
        return failure;
    }

    private void work() throws InterruptedException {
        progress.begin(arm, plan.episodes() - left.size());
        long nanosApart = (long) (1e9 / pace);
        long due = System.nanoTime();
        for (Map.Entry<Integer, Integer> episode : left.entrySet()) {
            if (stop.await(due - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return;
            }
            // A machine slower than the pace goes at its own speed; it does not rush to make up for it.
            due = Math.max(due + nanosApart, System.nanoTime());
            Attempt attempt = plan.attempt(arm, episode.getKey(), episode.getValue());
            progress.ended(arm, verdict(attempt, logs.apply(attempt)));
        }
    }

    /** An agent whose policy does not answer gives this attempt back and takes up the next. */
    private Verdict verdict(Attempt attempt, AttemptLog log) {
        try {
            return agent.run(attempt, log).verdict();
        } catch (CallRefused e) {
            log.ended(e.verdict());
            return e.verdict();
        }
    }
}
