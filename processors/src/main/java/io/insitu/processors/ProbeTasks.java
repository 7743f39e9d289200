package io.insitu.processors;

/** Which tasks are kept out of training, so that the gate can probe adapters on them. */
public final class ProbeTasks {
    private static final int ONE_IN = 5;

    private ProbeTasks() {}

    /** The same answer for every lineage and run: a task is held out for ever, or never. */
    public static boolean heldOut(String taskId) {
        return Math.floorMod(mix(taskId.hashCode()), ONE_IN) == 0;
    }

    /** Finaliser of MurmurHash3: neighbouring task numbers must not share their fate. */
    private static int mix(int hash) {
        int h = hash;
        h ^= h >>> 16;
        h *= 0x85ebca6b;
        h ^= h >>> 13;
        h *= 0xc2b2ae35;
        h ^= h >>> 16;
        return h;
    }
}
