package io.insitu.processors.intake;

import io.insitu.schemas.Digest;
import io.insitu.schemas.event.Ack;
import io.insitu.schemas.event.AdapterStatus;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.Control;
import io.insitu.schemas.event.JournalEntry;
import io.insitu.schemas.event.Reply;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** Wraps recorded facts as journal entries; a fact delivered twice has the same entry id twice. */
public final class RecordedFacts {
    private RecordedFacts() {}

    /** The entry for this fact; empty when evolve itself said it. */
    public static Optional<JournalEntry> entry(SpecificRecord fact) {
        if (fact instanceof Reply reply) {
            return Optional.of(entry(
                    Digest.of(
                            "reply",
                            reply.getLineage(),
                            reply.getRequestId(),
                            reply.getBody().getClass().getSimpleName()),
                    reply.getLineage(),
                    reply.getAnsweredMs(),
                    reply));
        }
        if (fact instanceof AdapterVersion adapter) {
            // Every other status is the gate's own word: taking it back in would be a loop.
            return adapter.getStatus() == AdapterStatus.CANDIDATE
                    ? Optional.of(entry(
                            Digest.of("adapter", adapter.getLineage(), adapter.getAdapterId(), adapter.getBatchId()),
                            adapter.getLineage(),
                            adapter.getChangedMs(),
                            adapter))
                    : Optional.empty();
        }
        if (fact instanceof Ack ack) {
            return Optional.of(entry(
                    Digest.of(
                            "ack",
                            ack.getLineage(),
                            ack.getReplica(),
                            ack.getKind().name(),
                            ack.getAdapterId(),
                            Long.toString(ack.getAtMs())),
                    ack.getLineage(),
                    ack.getAtMs(),
                    ack));
        }
        if (fact instanceof Control control) {
            return Optional.of(entry(
                    Digest.of("control", control.getLineage(), control.getCommandId()),
                    control.getLineage(),
                    control.getAtMs(),
                    control));
        }
        throw new IllegalArgumentException(
                "no journal entry is made of a " + fact.getClass().getSimpleName());
    }

    private static JournalEntry entry(String id, String lineage, long atMs, Object body) {
        return JournalEntry.newBuilder()
                .setEntryId(id)
                .setLineage(lineage)
                .setAtMs(atMs)
                .setBody(body)
                .build();
    }
}
