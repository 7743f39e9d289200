package io.insitu.connectors.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.schemas.JsonReason;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.serde.RecordLimit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The events of one request body: a JSON object, an array of them, or one after another (JSONL). */
record Batch(List<Accepted> accepted, List<Refused> refused) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Whoever reads an answer must be able to tell what became of each event, including those never looked at. */
    private static final String REST = "; this and whatever follows it was not taken";

    record Accepted(int index, Interaction event) {}

    record Refused(int index, DeadLetterReason reason, String detail, byte[] original) {}

    static Batch of(byte[] body, EventJson format, int limit) {
        Batch batch = new Batch(new ArrayList<>(), new ArrayList<>());
        JsonFactory strict = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        int index = 0;
        try (JsonParser parser = strict.setCodec(JSON).createParser(body)) {
            JsonToken token = parser.nextToken();
            boolean array = token == JsonToken.START_ARRAY;
            for (token = array ? parser.nextToken() : token; token != null; token = parser.nextToken()) {
                if (array && token == JsonToken.END_ARRAY) {
                    if (parser.nextToken() != null) {
                        batch.refuse(index, DeadLetterReason.MALFORMED_JSON, "something follows the array", body);
                    }
                    break;
                }
                if (index >= limit) {
                    batch.refuse(index, DeadLetterReason.LIMIT_REACHED, "more than " + limit + " events" + REST, body);
                    break;
                }
                batch.add(index, parser.readValueAsTree(), format);
                index++;
            }
        } catch (JsonProcessingException e) {
            batch.refuse(index, DeadLetterReason.MALFORMED_JSON, JsonReason.of(e) + REST, body);
        } catch (IOException e) { // the bytes are in memory already, so they are to blame: not the encoding they claim
            batch.refuse(index, DeadLetterReason.MALFORMED_JSON, e.getMessage() + REST, body);
        }
        if (batch.accepted.isEmpty() && batch.refused.isEmpty()) {
            batch.refuse(0, DeadLetterReason.MALFORMED_JSON, "the request holds no event", body);
        }
        return batch;
    }

    private void add(int index, JsonNode json, EventJson format) {
        try {
            Interaction event = format.read(json);
            String tooLarge = RecordLimit.violation(event);
            if (tooLarge != null) { // a request may hold more than a record
                throw new RefusedEvent(DeadLetterReason.TOO_LARGE, tooLarge);
            }
            accepted.add(new Accepted(index, event));
        } catch (RefusedEvent e) {
            refuse(index, e.reason(), e.detail(), json.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private void refuse(int index, DeadLetterReason reason, String detail, byte[] original) {
        refused.add(new Refused(index, reason, detail, original));
    }
}
