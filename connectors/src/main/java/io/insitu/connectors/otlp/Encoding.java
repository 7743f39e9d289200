package io.insitu.connectors.otlp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a request is written, and therefore its answer. */
enum Encoding {
    PROTOBUF("application/x-protobuf"),
    JSON("application/json");

    final String contentType;

    Encoding(String contentType) {
        this.contentType = contentType;
    }

    /** Null: another one. */
    static @Nullable Encoding of(@Nullable String contentType) {
        String bare =
                contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        for (Encoding encoding : values()) {
            if (encoding.contentType.equals(bare)) {
                return encoding;
            }
        }
        return null;
    }

    /**
     * @throws TooLarge when it holds more than allowed
     */
    Telemetry read(Signal signal, byte[] body, PartLimits limits) throws IOException {
        boolean traces = signal == Signal.TRACES;
        if (this == PROTOBUF) {
            return traces ? ProtobufWire.traces(body, limits) : ProtobufWire.logs(body, limits);
        }
        return traces ? JsonWire.traces(body, limits) : JsonWire.logs(body, limits);
    }

    /** The answer to a request that was taken. */
    byte[] taken(Signal signal, long rejected, String why) {
        if (this == PROTOBUF) {
            Message answer = signal.answer(rejected, why);
            return answer.toByteArray();
        }
        ObjectNode answer = Json.object();
        if (rejected > 0) {
            answer.putObject("partialSuccess")
                    .put(signal.rejectedField, String.valueOf(rejected))
                    .put("errorMessage", why);
        }
        return answer.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The answer to one that was not: google.rpc.Status, of which only its message matters here. */
    byte[] refused(String message) {
        if (this == JSON) {
            return Json.object().put("message", message).toString().getBytes(StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            out.writeString(2, message);
            out.flush();
        } catch (IOException e) {
            throw new IllegalStateException("memory refused a write", e);
        }
        return bytes.toByteArray();
    }
}
