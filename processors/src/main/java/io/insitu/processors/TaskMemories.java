package io.insitu.processors;

/**
 * The memories of one task, which all its stages share: what one of them puts, the next one sees. Values are kept as
 * objects while they are in use, so they must not change once they are made; what was put is written when it is settled.
 */
public interface TaskMemories {
    /** Of the stages before the journal. */
    String INTAKE = "intake-memories";

    /** Of the stages behind it. */
    String EVOLVE = "evolve-memories";

    /**
     * The memory of a store; the same one for each who asks.
     *
     * @param store what the store holds, as bytes
     */
    <V> Memory<V> open(MemorySpec<V> spec, Memory<byte[]> store);

    /** Writes what was put since the last time. */
    void settle();

    /** Deals with one record from its first stage to its last, then settles: also what was put before something broke. */
    default void settleAfter(Runnable record) {
        try {
            record.run();
        } catch (RuntimeException broken) {
            try {
                settle();
            } catch (RuntimeException too) {
                broken.addSuppressed(too); // the first one says whether the record is to blame
            }
            throw broken;
        }
        settle();
    }
}
