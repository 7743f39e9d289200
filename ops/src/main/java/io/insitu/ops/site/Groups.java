package io.insitu.ops.site;

import io.insitu.trainer.worker.TrainerConfig;

/** Consumer groups of the workers of the one-JVM mode: how far each is says what it still owes. */
public final class Groups {
    /** Answers tool trials and evaluations. */
    public static final String DESK_WORKER = "insitu-desk-worker";

    /** Answers training batches. */
    public static final String TRAINER = TrainerConfig.defaults().groupId();

    private Groups() {}
}
