package io.insitu.ops.demo;

import io.insitu.connectors.desk.Attempt;
import io.insitu.connectors.desk.DeskTask;
import io.insitu.connectors.desk.World;
import io.insitu.connectors.desk.WorldPhase;
import io.insitu.schemas.Digest;
import java.util.Locale;
import java.util.Map;

/** Which attempt comes when: the same tasks, the same noise and the same drift for each arm. */
public final class RunPlan {
    /** On policy: what is learnt from was drawn as it will be served. */
    static final double TEMPERATURE = 1.0;

    private final World world;
    private final RunSettings settings;

    public RunPlan(World world, RunSettings settings) {
        this.world = world;
        this.settings = settings;
    }

    public int episodes() {
        return settings.episodes();
    }

    /**
     * One attempt of an arm.
     *
     * @param restart how often this episode was begun before and not ended
     */
    public Attempt attempt(Arm arm, int episode, int restart) {
        int group = episode / RunSettings.GROUP;
        String seed = String.valueOf(settings.seed());
        DeskTask task = DeskTask.draw(world, phase(episode), Digest.seed("task", seed, String.valueOf(group)));
        String trajectoryId = String.format(Locale.ROOT, "%s-s%s-e%06d", arm.lineage(), seed, episode);
        return new Attempt(
                arm.lineage(),
                restart == 0 ? trajectoryId : trajectoryId + "-r" + restart,
                task,
                arm.lineage() + "-s" + seed + "-g" + group,
                RunSettings.GROUP,
                Digest.seed("attempt", seed, String.valueOf(episode)),
                TEMPERATURE,
                Map.of(
                        "episode",
                        String.valueOf(episode),
                        "phase",
                        phase(episode).name()));
    }

    /** A group never straddles the drift. */
    public WorldPhase phase(int episode) {
        int first = episode / RunSettings.GROUP * RunSettings.GROUP;
        return WorldPhase.of(world, first, settings.episodes());
    }
}
