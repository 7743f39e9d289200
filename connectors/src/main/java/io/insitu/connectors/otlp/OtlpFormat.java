package io.insitu.connectors.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.connectors.importing.Beginning;
import io.insitu.connectors.importing.Layout;
import io.insitu.connectors.importing.Tally;
import io.insitu.connectors.importing.Teller;
import io.insitu.connectors.importing.TraceFormat;
import java.io.IOException;
import java.nio.file.Path;

/** Request bodies of OTLP in files: JSON, one or one after another (as collectors write them), or one in protobuf. */
public final class OtlpFormat implements TraceFormat {
    /** JSON has been counted where it was cut out of its file; a message of 16 MB may yet be millions of objects. */
    private static final PartLimits LIMITS = new PartLimits(2_000_000, Integer.MAX_VALUE);

    private static final int FIELD_1_BYTES = 0x0a; // how any request in protobuf begins

    @Override
    public String name() {
        return "otlp";
    }

    @Override
    public boolean recognises(Beginning beginning) {
        return beginning.has("resourceSpans") || beginning.has("resourceLogs") || beginning.isBinary(FIELD_1_BYTES);
    }

    @Override
    public Layout layout() {
        return Layout.EACH_OR_BYTES;
    }

    @Override
    public Tally tally() {
        return new OtlpTally();
    }

    @Override
    public Teller teller(Path file) {
        return Imported.teller(OtlpFormat::read);
    }

    static Telemetry read(JsonNode record) throws IOException {
        if (record.isBinary()) {
            return protobuf(record.binaryValue());
        }
        if (record.has("resourceSpans")) {
            return JsonWire.traces(record, LIMITS);
        }
        if (record.has("resourceLogs")) {
            return JsonWire.logs(record, LIMITS);
        }
        throw new IOException("has neither resourceSpans nor resourceLogs");
    }

    /** Traces and logs begin alike; a log record read as a span has no ids. */
    private static Telemetry protobuf(byte[] body) throws IOException {
        Telemetry traces = ProtobufWire.traces(body, LIMITS);
        boolean spans = traces.spans().stream().anyMatch(span -> !span.traceId().isEmpty());
        return spans ? traces : ProtobufWire.logs(body, LIMITS);
    }
}
