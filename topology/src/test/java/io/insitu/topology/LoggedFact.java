package io.insitu.topology;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.io.JsonEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** A record of a topic that the topology reads, as one line of JSON. */
record LoggedFact(TopicSpec<SpecificRecord> spec, String key, long atMs, SpecificRecord value) {
    private static final ObjectMapper JSON = new ObjectMapper();

    @SuppressWarnings("unchecked")
    static <T extends SpecificRecord> LoggedFact of(TopicSpec<T> topic, String key, long atMs, T value) {
        return new LoggedFact((TopicSpec<SpecificRecord>) topic, key, atMs, value);
    }

    String topic() {
        return spec.name();
    }

    static List<LoggedFact> read(Path file) throws IOException {
        return Files.readAllLines(file).stream().map(LoggedFact::parse).toList();
    }

    static void write(Path file, List<LoggedFact> log) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, log.stream().map(LoggedFact::line).toList());
    }

    private static LoggedFact parse(String line) {
        try {
            JsonNode json = JSON.readTree(line);
            String name = json.get("topic").textValue();
            TopicSpec<?> topic = Topics.all().stream()
                    .filter(one -> one.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            Schema schema = schema(topic);
            SpecificRecord value = new SpecificDatumReader<SpecificRecord>(schema)
                    .read(
                            null,
                            DecoderFactory.get()
                                    .jsonDecoder(schema, json.get("value").toString()));
            return fact(topic, json.get("key").textValue(), json.get("atMs").longValue(), value);
        } catch (IOException e) {
            throw new UncheckedIOException("not a line of a log: " + line, e);
        }
    }

    @SuppressWarnings("unchecked")
    private static LoggedFact fact(TopicSpec<?> topic, String key, long atMs, SpecificRecord value) {
        return new LoggedFact((TopicSpec<SpecificRecord>) topic, key, atMs, value);
    }

    private String line() {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            JsonEncoder encoder = EncoderFactory.get().jsonEncoder(schema(spec), bytes);
            new SpecificDatumWriter<SpecificRecord>(schema(spec)).write(value, encoder);
            encoder.flush();
            ObjectNode json = JSON.createObjectNode()
                    .put("topic", topic())
                    .put("key", key)
                    .put("atMs", atMs);
            json.set("value", JSON.readTree(bytes.toByteArray()));
            return JSON.writeValueAsString(json);
        } catch (IOException e) {
            throw new UncheckedIOException("memory refused a write", e);
        }
    }

    private static Schema schema(TopicSpec<?> topic) {
        return SpecificData.getForClass(topic.type()).getSchema(topic.type());
    }
}
