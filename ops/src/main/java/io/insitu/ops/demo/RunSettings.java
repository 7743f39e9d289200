package io.insitu.ops.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.ops.UserError;
import io.insitu.ops.WholeFile;
import io.insitu.ops.site.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/**
 * What a run is; kept in its data folder, so that a second start continues the same run.
 *
 * @param world name of a shipped world, or path of a world file
 * @param worldDigest of its content; empty in folders begun before it was kept
 * @param episodes attempts per arm
 * @param pace attempts per second and arm, at most
 */
public record RunSettings(String world, String worldDigest, long seed, int episodes, List<String> arms, double pace) {
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

    /** Makes sure that a folder holds this very run, or none yet. */
    public void refuseAnother(DataFolder folder) {
        if (!Files.exists(folder.run())) {
            return;
        }
        RunSettings held;
        try {
            ObjectNode known = (ObjectNode) JSON.readTree(folder.run().toFile());
            if (!known.has("worldDigest")) {
                known.put("worldDigest", "");
            }
            held = JSON.treeToValue(known, RunSettings.class);
        } catch (IOException | ClassCastException e) {
            throw UserError.usage("--data " + folder.root() + ": run.json cannot be used (" + UserError.reason(e)
                    + "); choose another folder");
        }
        if (!held.sameRun(this)) {
            throw UserError.usage("--data " + folder.root() + ": holds another run (" + held.describe()
                    + "); repeat its options or choose another folder");
        }
        if (!held.worldDigest.isEmpty() && !held.worldDigest.equals(worldDigest)) {
            throw UserError.usage("--data " + folder.root() + ": was begun in another world: --world " + held.world
                    + " with digest " + shortened(held.worldDigest) + ", now --world " + world + " has digest "
                    + shortened(worldDigest) + "; bring the old world file back or choose another folder");
        }
    }

    /** The same, and writes itself into a folder that holds no run. Only for whoever runs on it: others may fail to. */
    public void claim(DataFolder folder) {
        refuseAnother(folder);
        if (Files.exists(folder.run())) {
            return;
        }
        try {
            WholeFile.write(folder.run(), JSON.writeValueAsString(this));
        } catch (IOException e) {
            throw UserError.usage("--data " + folder.root() + ": run.json cannot be written (" + UserError.reason(e)
                    + "); choose another folder");
        }
    }

    /** The pace may change between starts, and a world's file may move; what is attempted may not change. */
    private boolean sameRun(RunSettings other) {
        boolean known = !worldDigest.isEmpty() || world.equals(other.world);
        return known && seed == other.seed && episodes == other.episodes && arms.equals(other.arms);
    }

    private static String shortened(String digest) {
        return digest.substring(0, Math.min(12, digest.length()));
    }

    private String describe() {
        return "--world " + world + " --seed " + seed + " --episodes " + episodes + " --arms " + String.join(",", arms);
    }
}
