package io.insitu.trainer.worker;

/**
 * What the worker is doing, for people; facts are on the topics.
 *
 * @param detail the adapter's id when published, the reason when refused, else empty
 * @param tookMs since the batch was read
 */
public record TrainingProgress(String lineage, String batchId, Phase phase, String detail, long tookMs) {
    /** STARTED, then PUBLISHED or REFUSED; a failed transaction starts again. */
    public enum Phase {
        STARTED,
        PUBLISHED,
        REFUSED
    }
}
