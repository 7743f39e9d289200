package io.insitu.connectors.importing;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Interaction;
import java.util.List;

/** Tells events that bring their own ids, times and trajectory, of runs whose parts lie in several records or files. */
public interface EventTeller extends Teller {
    /**
     * @throws UnusableException when nothing of the record makes sense
     */
    Told events(JsonNode record, ImportTarget target);

    @Override
    default List<Run> tell(long number, JsonNode record) {
        return List.of();
    }

    /** What a record told, and which parts of it could not be used. */
    record Told(List<Interaction> events, List<Unusable> refused) {
        public Told {
            events = List.copyOf(events);
            refused = List.copyOf(refused);
        }
    }

    /** A part of a record. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Unusable(DeadLetterReason reason, String detail, byte[] original) {}
}
