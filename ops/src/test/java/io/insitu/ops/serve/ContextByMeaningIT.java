package io.insitu.ops.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.context.LibraryConfig;
import io.insitu.connectors.context.LibraryView;
import io.insitu.connectors.http.IngestConfig;
import io.insitu.connectors.http.IngestServer;
import io.insitu.connectors.onnx.OnnxGraph;
import io.insitu.connectors.onnx.OnnxGraph.Type;
import io.insitu.connectors.sdk.Outbox;
import io.insitu.connectors.sdk.SdkConfig;
import io.insitu.ops.UserError;
import io.insitu.ops.site.DataFolder;
import io.insitu.ops.site.RetrievalFile;
import io.insitu.ops.site.Site;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.EntryStatus;
import io.insitu.schemas.event.Evidence;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.Utility;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code serve} puts together when retrieval.json names an embedding model: log, library, model, index, HTTP. */
class ContextByMeaningIT {
    private static final String TOKEN = "secret-of-the-test";
    private static final List<String> WORDS = List.of("[UNK]", "cancel", "revoke", "baggage");

    @TempDir
    Path folder;

    @Test
    void aTaskIsGivenWhatMeansTheSameInOtherWords() throws Exception {
        DataFolder data = DataFolder.create(folder.resolve("data"));
        model(data.root().resolve("words"));
        try (Site site = Site.start(data);
                LibraryView library =
                        new LibraryView(LibraryConfig.defaults(), site.clients().admin(), site.serdes());
                Outbox outbox = Outbox.connect(
                        SdkConfig.defaults("http"), site.clients().producer(), site.serdes())) {
            publish(site, "cancel", "baggage");
            library.start();
            assertThat(library.awaitCaughtUp(Duration.ofSeconds(30))).isTrue();
            String asked = "/v1/context?lineage=mine&trajectoryId=t1&taskId=a&instruction=revoke";
            assertThat(statements(data, "", library, outbox, asked))
                    .as("no word of it is known")
                    .isEmpty();
            assertThat(statements(data, ", \"embedding\": \"words\"", library, outbox, asked))
                    .containsExactly("cancel");
        }
    }

    @Test
    void aModelThatIsNotThereIsSaidInOneLine() throws IOException {
        DataFolder data = DataFolder.create(folder.resolve("data"));
        Files.writeString(data.retrieval(), "{\"embedding\": \"minilm\"}");
        LibraryView unread = null; // refused before anybody reads it
        assertThatThrownBy(() -> LibraryAnswers.of(unread, RetrievalFile.of(data)))
                .isInstanceOf(UserError.class)
                .hasMessage(
                        "retrieval.json: embedding: " + data.root().resolve("minilm") + ": there is no such folder");
    }

    private static List<String> statements(
            DataFolder data, String more, LibraryView library, Outbox outbox, String asked) throws Exception {
        Files.writeString(data.retrieval(), "{\"withholdRate\": 0" + more + "}");
        try (LibraryAnswers answers = LibraryAnswers.of(library, RetrievalFile.of(data));
                IngestServer door =
                        new IngestServer(IngestConfig.defaults(0, TOKEN), outbox, answers, InstantSource.system())) {
            door.start();
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + asked))
                                    .header("Authorization", "Bearer " + TOKEN)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            JsonNode principles = new ObjectMapper().readTree(answer.body()).path("principles");
            return principles.findValuesAsText("statement");
        }
    }

    private static void publish(Site site, String... words) throws Exception {
        try (KafkaProducer<String, Principle> producer = new KafkaProducer<>(
                site.clients().producer(),
                new StringSerializer(),
                site.serdes().of(Topics.PRINCIPLES).serializer())) {
            for (String word : words) {
                producer.send(new ProducerRecord<>(Topics.PRINCIPLES.name(), "mine/" + word, principle(word)))
                        .get();
            }
        }
    }

    private static Principle principle(String word) {
        return Principle.newBuilder()
                .setId(word)
                .setLineage("mine")
                .setTaxonomy("procedure")
                .setConditions(List.of(word))
                .setAction(word)
                .setStatement(word)
                .setEvidence(new Evidence(3, 0, 0, 5, 0.01, List.of()))
                .setUtility(new Utility(0.7, 0, 0, 0, 0, 0, 0, 0.7))
                .setStatus(EntryStatus.ACTIVE)
                .setRevision(1)
                .setUpdatedMs(1)
                .build();
    }

    /** Words have directions: cancel and revoke the same, baggage another. */
    private static void model(Path folder) throws IOException {
        OnnxGraph graph = new OnnxGraph("words");
        for (String input : List.of("input_ids", "attention_mask")) {
            graph.input(input, Type.INT64, "batch", "tokens");
        }
        float[] table = {0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 1, 0};
        graph.node(
                "Gather", "last_hidden_state", List.of(graph.constant("table", table, WORDS.size(), 3), "input_ids"));
        graph.output("last_hidden_state", Type.FLOAT, "batch", "tokens", 3);
        Files.createDirectories(folder);
        Files.write(folder.resolve("model.onnx"), graph.toBytes(10, 17));
        ObjectNode root = new ObjectMapper().createObjectNode().put("version", "1.0");
        root.putArray("added_tokens");
        root.putObject("normalizer").put("type", "Lowercase");
        root.putObject("pre_tokenizer").put("type", "Whitespace");
        ObjectNode model = root.putObject("model").put("type", "WordLevel").put("unk_token", "[UNK]");
        ObjectNode vocabulary = model.putObject("vocab");
        WORDS.forEach(word -> vocabulary.put(word, WORDS.indexOf(word)));
        Files.write(folder.resolve("tokenizer.json"), new ObjectMapper().writeValueAsBytes(root));
    }
}
