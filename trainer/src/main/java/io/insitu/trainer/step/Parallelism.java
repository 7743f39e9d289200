package io.insitu.trainer.step;

/**
 * How a batch is spread. Results depend on the shard size, never on the number of threads.
 *
 * @param threads each works on whole shards
 * @param shardTokens about so many tokens are multiplied at once; a longer sequence is a shard of its own
 */
public record Parallelism(int threads, int shardTokens) {
    public Parallelism {
        if (threads < 1 || shardTokens < 1) {
            throw new IllegalArgumentException(
                    "threads " + threads + " and shardTokens " + shardTokens + " must be at least 1");
        }
    }

    public static Parallelism of(int threads) {
        return new Parallelism(threads, 1024);
    }
}
