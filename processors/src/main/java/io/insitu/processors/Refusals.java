package io.insitu.processors;

import io.insitu.schemas.Topics;
import io.insitu.schemas.event.DeadLetter;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.JournalEntry;

/** Says of a journal entry that it could not be used, or what had to give way to it. */
public final class Refusals {
    private Refusals() {}

    public static StageFact of(JournalEntry entry, DeadLetterReason reason, String detail) {
        return of(entry.getEntryId(), entry.getAtMs(), reason, detail);
    }

    public static StageFact of(String entryId, long atMs, DeadLetterReason reason, String detail) {
        return letter(atMs, reason, detail + "; journal entry " + entryId);
    }

    /** Says that a limit was reached; what happened then concerns older facts, not the one at hand. */
    public static StageFact limit(long atMs, String detail) {
        return letter(atMs, DeadLetterReason.LIMIT_REACHED, detail);
    }

    private static StageFact letter(long atMs, DeadLetterReason reason, String detail) {
        return new StageFact.Refused(DeadLetter.newBuilder()
                .setOriginTopic(Topics.JOURNAL.name())
                .setOriginPartition(-1)
                .setOriginOffset(-1)
                .setReason(reason)
                .setDetail(detail)
                .setAtMs(atMs)
                .build());
    }
}
