package io.insitu.connectors.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.connectors.serving.Ask;
import io.insitu.connectors.serving.Conversation;
import io.insitu.connectors.serving.TinyModels;
import io.insitu.schemas.model.AdapterDigest;
import io.insitu.schemas.model.LoraAdapter;
import io.insitu.schemas.model.PeftFolder;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code load_inplace}: a name in use comes to mean another adapter, and nobody who asks for it notices but by the digest. */
class InPlaceTest {
    private static final String LOAD = "/v1/load_lora_adapter";
    private static final int CLIENTS = 6;
    private static final int SWAPS = 24;

    @TempDir
    Path folder;

    private Endpoint endpoint;

    @BeforeEach
    void open() throws Exception {
        endpoint = Endpoint.ofDefaults(folder);
    }

    @AfterEach
    void close() throws Exception {
        endpoint.close();
    }

    /** Writes an adapter and answers its digest. */
    private String write(String path, long seed) throws Exception {
        LoraAdapter adapter = TinyModels.adapter(endpoint.base, seed, 4);
        PeftFolder.write(folder.resolve("adapters").resolve(path), adapter);
        return AdapterDigest.of(adapter);
    }

    private HttpResponse<String> load(String name, String path, boolean inPlace) throws Exception {
        return endpoint.post(
                LOAD,
                "{\"lora_name\":\"" + name + "\",\"lora_path\":\"" + path + "\",\"load_inplace\":" + inPlace + "}");
    }

    private HttpResponse<String> ask(String model) throws Exception {
        return endpoint.post(
                "/v1/chat/completions",
                "{\"model\":\"" + model
                        + "\",\"prompt_token_ids\":[1,2],\"max_tokens\":6,\"seed\":1,\"return_token_ids\":true}");
    }

    private String answering(String model) throws Exception {
        return Endpoint.json(ask(model)).path("model").asText();
    }

    @Test
    void aNameInUseMeansTheNewOneAndTheOldOneIsFreed() throws Exception {
        String one = write("one", 1);
        String two = write("two", 2);
        load("desk", "one", false);
        assertThat(load("desk", "two", true).body())
                .isEqualTo("Success: LoRA adapter 'desk@" + two + "' added successfully.");
        assertThat(answering("desk")).isEqualTo("desk@" + two);
        assertThat(ask("desk@" + one).statusCode()).isEqualTo(404);
        assertThat(endpoint.runtime.loaded()).containsExactly(two);
        assertThat(endpoint.get("/v1/models").body())
                .contains("\"root\":\"two\"")
                .doesNotContain(one);
    }

    /** As vLLM takes its --lora-modules: a name given at the start can be replaced and unloaded like any other. */
    @Test
    void whatWasNamedAtTheStartIsReplacedAndUnloadedLikeTheOthers() throws Exception {
        write("one", 1);
        String two = write("two", 2);
        LoraAdapter first = TinyModels.adapter(endpoint.base, 3, 4);
        endpoint.serve("shop", endpoint.runtime.load(first, "given"), "given");
        assertThat(answering("shop")).isEqualTo("shop@" + AdapterDigest.of(first));
        assertThat(endpoint.get("/v1/models").body()).contains("\"root\":\"given\"");
        assertThat(load("shop", "two", false).body()).contains("taken");
        for (String name : List.of("a", "b", "c")) {
            assertThat(load(name, "one", false).statusCode())
                    .as("it takes no place of those loaded by request")
                    .isEqualTo(200);
        }
        assertThat(load("shop", "two", true).statusCode()).isEqualTo(200);
        assertThat(answering("shop")).isEqualTo("shop@" + two);
        assertThat(endpoint.runtime.loaded()).doesNotContain(AdapterDigest.of(first));
        assertThat(endpoint.post("/v1/unload_lora_adapter", "{\"lora_name\":\"shop\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(ask("shop").statusCode()).isEqualTo(404);
        assertThat(endpoint.runtime.loaded()).doesNotContain(two);
    }

    @Test
    void aNameThatIsFreeIsSimplyLoaded() throws Exception {
        String one = write("one", 1);
        assertThat(load("desk", "one", true).statusCode()).isEqualTo(200);
        assertThat(answering("desk")).isEqualTo("desk@" + one);
    }

    @Test
    void theSameAgainChangesNothing() throws Exception {
        String one = write("one", 1);
        load("desk@" + one, "one", true);
        assertThat(load("desk@" + one, "one", true).statusCode()).isEqualTo(200);
        assertThat(answering("desk@" + one)).isEqualTo("desk@" + one);
        endpoint.post("/v1/unload_lora_adapter", "{\"lora_name\":\"desk@" + one + "\"}");
        assertThat(endpoint.runtime.loaded()).as("each hold was given back").isEmpty();
    }

    @Test
    void itTakesNoPlaceOfItsOwn() throws Exception {
        write("one", 1);
        String two = write("two", 2);
        for (String name : List.of("a", "b", "c")) {
            load(name, "one", false);
        }
        assertThat(load("d", "two", true).body()).contains("3 adapters are loaded by request already");
        assertThat(load("c", "two", true).statusCode()).isEqualTo(200);
        assertThat(answering("c")).isEqualTo("c@" + two);
    }

    @Test
    void whatFailsLeavesTheOldOneAndSaysSo() throws Exception {
        String one = write("one", 1);
        write("two", 2);
        LoraAdapter endless = TinyModels.adapter(endpoint.base, 3, 4);
        endless.modules().values().forEach(pair -> Arrays.fill(pair.b().values(), 1e38f));
        PeftFolder.write(folder.resolve("adapters/endless"), endless);
        load("desk", "one", false);
        for (String wrong : List.of("endless", "nowhere", "../base")) {
            HttpResponse<String> refused = load("desk", wrong, true);
            assertThat(refused.statusCode()).as(wrong).isIn(400, 404);
            assertThat(Endpoint.json(refused).at("/error/message").asText()).endsWith("; \"desk\" goes on as " + one);
            assertThat(answering("desk")).isEqualTo("desk@" + one);
        }
        load("desk@" + one, "one", false);
        assertThat(load("desk@" + one, "two", true).body())
                .contains("not the one its name", "\\\"desk@" + one + "\\\" goes on as " + one);
        assertThat(endpoint.runtime.loaded()).containsExactly(one);
    }

    @Test
    void whatServesALineageIsNotReplaced() throws Exception {
        write("one", 1);
        endpoint.runtime.serve("shop", endpoint.runtime.load(TinyModels.adapter(endpoint.base, 2, 4)));
        assertThat(load("shop", "one", true).body()).contains("\\\"shop\\\" is the name of what is served here");
    }

    @Test
    void anAnswerUnderWayFinishesWithTheOldOne() throws Exception {
        String one = write("one", 1);
        String two = write("two", 2);
        load("desk", "one", false);
        HttpResponse<InputStream> answer =
                endpoint.open("{\"model\":\"desk\",\"prompt_token_ids\":[1],\"max_tokens\":60,\"stream\":true}");
        load("desk", "two", true);
        assertThat(answering("desk")).isEqualTo("desk@" + two);
        assertThat(new String(answer.body().readAllBytes(), StandardCharsets.UTF_8))
                .contains("\"model\":\"desk@" + one + "\"", "\"finish_reason\":\"length\"", "[DONE]")
                .doesNotContain(two);
        assertThat(endpoint.runtime.loaded()).containsExactly(two);
    }

    /** Whoever was told what a name means has asked for it before it can be freed. */
    @Test
    void betweenLookingANameUpAndAskingItDoesNotChange() throws Exception {
        String one = write("one", 1);
        write("two", 2);
        ModelNames names = new ModelNames(endpoint.runtime, "tiny", folder.resolve("adapters"), 3);
        names.load("desk", "one", false);
        Thread swap = new Thread(() -> {
            try {
                names.load("desk", "two", true);
            } catch (ApiError e) {
                throw new IllegalStateException(e);
            }
        });
        Conversation begun = names.ask("desk", who -> {
            swap.start();
            while (swap.isAlive() && swap.getState() != Thread.State.BLOCKED) {
                Thread.onSpinWait(); // it is through, or waits for us
            }
            return endpoint.runtime.beginWith(((Ask.Who.Adapter) who).adapterId());
        });
        try (begun) {
            assertThat(begun.adapterId()).isEqualTo(one);
            swap.join();
        }
    }

    /** Every answer is that of the digest it names, and none is missing. */
    @Test
    void noCallFailsWhileTheNameChangesItsMeaning() throws Exception {
        Map<String, JsonNode> said = new TreeMap<>();
        for (int i = 0; i < 3; i++) {
            String digest = write("n" + i, 10 + i);
            load("desk", "n" + i, true);
            JsonNode answer = Endpoint.json(ask("desk"));
            said.put("desk@" + digest, answer.at("/choices/0/token_ids"));
        }
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(CLIENTS);
        List<String> wrong = Collections.synchronizedList(new ArrayList<>());
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                all.add(clients.submit(() -> {
                    do {
                        HttpResponse<String> answer = ask("desk");
                        JsonNode json = Endpoint.json(answer);
                        String model = json.path("model").asText();
                        seen.add(model);
                        if (answer.statusCode() != 200
                                || !json.at("/choices/0/token_ids").equals(said.get(model))) {
                            wrong.add(answer.statusCode() + " " + answer.body());
                        }
                        begun.countDown();
                    } while (!over.get());
                    return null;
                }));
            }
            begun.await();
            for (int i = 0; i < SWAPS; i++) {
                assertThat(load("desk", "n" + i % 3, true).statusCode()).isEqualTo(200);
            }
            over.set(true);
            for (Future<?> client : all) {
                client.get();
            }
        } finally {
            over.set(true);
            clients.shutdown();
        }
        assertThat(wrong).isEmpty();
        assertThat(seen).as("all three answered").contains(said.keySet().toArray(new String[0]));
        assertThat(endpoint.runtime.failedCalls()).isZero();
        assertThat(endpoint.runtime.loaded()).hasSize(1);
    }
}
