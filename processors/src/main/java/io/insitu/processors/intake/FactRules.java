package io.insitu.processors.intake;

import io.insitu.processors.Ids;
import io.insitu.schemas.event.Ack;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.Control;
import io.insitu.schemas.event.Reply;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a recorded fact must satisfy to enter the journal. A fact about something nobody knows is no violation: it
 * enters and changes nothing.
 */
final class FactRules {
    private FactRules() {}

    /** The first rule it breaks, in words; null when it breaks none. */
    static @Nullable String violation(SpecificRecord fact) {
        if (fact instanceof Reply reply) {
            return Ids.first(
                    Ids.violation("lineage", reply.getLineage()),
                    Ids.violation("requestId", reply.getRequestId()),
                    Ids.violation("answeredMs", reply.getAnsweredMs()));
        }
        if (fact instanceof AdapterVersion adapter) {
            return Ids.first(
                    Ids.violation("lineage", adapter.getLineage()),
                    Ids.violation("adapterId", adapter.getAdapterId()),
                    Ids.violationUnlessEmpty("batchId", adapter.getBatchId()),
                    Ids.violationUnlessEmpty("parentAdapterId", adapter.getParentAdapterId()),
                    Ids.violation("changedMs", adapter.getChangedMs()));
        }
        if (fact instanceof Ack ack) {
            return Ids.first(
                    Ids.violation("lineage", ack.getLineage()),
                    Ids.violation("replica", ack.getReplica()),
                    Ids.violationUnlessEmpty("adapterId", ack.getAdapterId()),
                    Ids.violation("atMs", ack.getAtMs()));
        }
        if (fact instanceof Control control) {
            return Ids.first(
                    Ids.violation("lineage", control.getLineage()),
                    Ids.violation("commandId", control.getCommandId()),
                    Ids.violation("atMs", control.getAtMs()));
        }
        throw new IllegalArgumentException(
                "no journal entry is made of a " + fact.getClass().getSimpleName());
    }
}
