package io.insitu.ops.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.ops.UserError;
import io.insitu.ops.site.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/**
 * What a run is; kept in its data folder, so that a second start continues the same run.
 *
 * @param world name of a shipped world, or path of a world file
 * @param episodes attempts per arm
 * @param pace attempts per second and arm, at most
 */
public record RunSettings(String world, long seed, int episodes, List<String> arms, double pace) {
    /** Attempts at one task, compared with each other. */
    public static final int GROUP = 4;

    private static final ObjectMapper JSON = new ObjectMapper();

    public RunSettings {
        arms = List.copyOf(arms);
        if (episodes < GROUP || episodes > 1_000_000) {
            throw UserError.usage("--episodes must be between " + GROUP + " and 1000000, was " + episodes);
        }
        if (!(pace > 0)) {
            throw UserError.usage("--pace must be above 0, was " + pace);
        }
        episodes = (episodes + GROUP - 1) / GROUP * GROUP; // whole groups only
    }

    /** Writes itself into a new folder, or makes sure that the folder holds this very run. */
    public void claim(DataFolder folder) {
        try {
            if (!Files.exists(folder.run())) {
                Files.writeString(folder.run(), JSON.writeValueAsString(this));
                return;
            }
            RunSettings held = JSON.readValue(folder.run().toFile(), RunSettings.class);
            if (!held.sameRun(this)) {
                throw UserError.usage("--data " + folder.root() + ": holds another run (" + held.describe()
                        + "); repeat its options or choose another folder");
            }
        } catch (IOException e) {
            throw UserError.usage(
                    "--data " + folder.root() + ": run.json cannot be used (" + UserError.reason(e) + ")");
        }
    }

    /** The pace may change between starts; what is attempted may not. */
    private boolean sameRun(RunSettings other) {
        return world.equals(other.world) && seed == other.seed && episodes == other.episodes && arms.equals(other.arms);
    }

    private String describe() {
        return "--world " + world + " --seed " + seed + " --episodes " + episodes + " --arms " + String.join(",", arms);
    }
}
