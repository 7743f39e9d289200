package io.insitu.connectors.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.connectors.importing.EventTeller;
import io.insitu.connectors.importing.ImportTarget;
import io.insitu.connectors.importing.UnusableException;
import io.insitu.schemas.event.DeadLetterReason;
import java.io.IOException;

/** What files of spans and log records tell: the same as if they had come over the wire. */
final class Imported {
    private Imported() {}

    /** How a record of some format is read. */
    @FunctionalInterface
    interface Reader {
        Telemetry read(JsonNode record) throws IOException;
    }

    static Telemetry read(Reader reader, JsonNode record) {
        try {
            return reader.read(record);
        } catch (TooLarge e) {
            throw new UnusableException(DeadLetterReason.TOO_LARGE, e.what() + ", too many to be read at once");
        } catch (IOException e) {
            throw new UnusableException(
                    DeadLetterReason.INVALID_FIELD,
                    String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    static EventTeller teller(Reader reader) {
        return (record, target) -> told(read(reader, record), target);
    }

    private static EventTeller.Told told(Telemetry telemetry, ImportTarget target) {
        TraceMapping.Result result = TraceMapping.of(
                telemetry, new Whose(target.lineage(), Long.MAX_VALUE, Evaluators.none()), Integer.MAX_VALUE);
        return new EventTeller.Told(
                result.events(),
                result.refused().stream()
                        .map(one -> new EventTeller.Unusable(
                                one.reason(), one.detail(), one.original().get()))
                        .toList());
    }
}
