package io.insitu.ops.site;

import io.insitu.schemas.TopicSpec;
import java.util.Map;

/** Whether learning has nothing left to do with what is on the log: the topologies are at its end, every worker answered. */
public final class Stillness implements AutoCloseable {
    private static final long PAUSE_MS = 100;
    private static final int LOOKS = 3; // an answer given between two questions is a reason to learn, and to ask again

    private final String applicationId;
    private final Map<String, TopicSpec<?>> workers;
    private final Lag lag;
    private int still;

    /**
     * @param workers what is asked of each, by its group. A worker moves its position in the transaction of its answer, so
     *     nothing behind it is unanswered
     */
    public Stillness(Site site, String applicationId, Map<String, TopicSpec<?>> workers) {
        this.applicationId = applicationId;
        this.workers = Map.copyOf(workers);
        this.lag = new Lag(site.clients());
    }

    /** Looks once more, after a moment; true when nothing was left to do the last times it looked. */
    public boolean reached() throws InterruptedException {
        Thread.sleep(PAUSE_MS);
        boolean now = lag.offsetsBehind(applicationId, Evolution.SOURCES) == 0
                && workers.entrySet().stream().allMatch(each -> lag.recordsBehind(each.getKey(), each.getValue()) == 0);
        still = now ? still + 1 : 0;
        return still >= LOOKS;
    }

    @Override
    public void close() {
        lag.close();
    }
}
