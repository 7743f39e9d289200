package io.insitu.ops.site;

import io.insitu.trainer.worker.TrainerConfig;

/** Consumer groups of the workers: how far each is says what it still owes. */
public final class Groups {
    /** Answers tool trials and evaluations. */
    public static final String DESK_WORKER = "insitu-desk-worker";

    /** Answers nothing, where somebody else's workers do: it writes the letters about what nobody can read. */
    public static final String REQUEST_LETTERS = "insitu-request-letters";

    /** Asks a model for verdicts. */
    public static final String JUDGE = "insitu-judge";

    /** Asks a model for principles. */
    public static final String DISTILLER = "insitu-distiller";

    /** Answers training batches. */
    public static final String TRAINER = TrainerConfig.defaults().groupId();

    private Groups() {}
}
