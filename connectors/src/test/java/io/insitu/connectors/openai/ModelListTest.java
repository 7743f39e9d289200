package io.insitu.connectors.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.connectors.serving.AgentRuntime;
import io.insitu.connectors.serving.Conversation;
import io.insitu.connectors.serving.TinyModels;
import io.insitu.schemas.model.AdapterDigest;
import io.insitu.schemas.model.ArtifactStore;
import io.insitu.schemas.model.LoraAdapter;
import io.insitu.schemas.model.PeftFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** /v1/models says of each adapter where it came from and on which base it stands, as vLLM says it of LoRA modules. */
class ModelListTest {
    @TempDir
    Path folder;

    private Endpoint endpoint;
    private LoraAdapter adapter;
    private String digest;

    @BeforeEach
    void open() throws Exception {
        endpoint = Endpoint.ofDefaults(folder);
        adapter = TinyModels.adapter(endpoint.base, 1, 4);
        digest = AdapterDigest.of(adapter);
    }

    @AfterEach
    void close() throws Exception {
        endpoint.close();
    }

    private List<String> rows() throws Exception {
        List<String> rows = new ArrayList<>();
        for (JsonNode model : Endpoint.json(endpoint.get("/v1/models")).path("data")) {
            rows.add(model.path("id").asText() + " from " + model.path("root").asText() + " on "
                    + model.path("parent").asText());
        }
        return rows;
    }

    @Test
    void anAdapterServedFromTheStartSaysTheFolderAsItWasGiven() throws Exception {
        endpoint.runtime.serve("desk", endpoint.runtime.load(adapter, "runs/desk"));
        assertThat(rows()).containsExactly("tiny from tiny on null", "desk@" + digest + " from runs/desk on tiny");
    }

    @Test
    void oneThatWasSwappedInSaysItsPlaceInTheStoreAndNotWhereTheStoreLies() throws Exception {
        ArtifactStore store = new ArtifactStore(folder.resolve("store"));
        ArtifactStore.Published published = store.publish(adapter);
        endpoint.runtime.serve("shop", endpoint.runtime.loadFrom(store, published.location(), published.adapterId()));
        assertThat(rows()).contains("shop@" + digest + " from " + published.location() + " on tiny");
        assertThat(endpoint.get("/v1/models").body()).doesNotContain(folder.toString());
    }

    @Test
    void oneLoadedByRequestSaysThePathOfTheRequestBesideWhatServesTheSame() throws Exception {
        PeftFolder.write(folder.resolve("adapters/one"), adapter);
        endpoint.runtime.serve("shop", endpoint.runtime.load(adapter));
        assertThat(endpoint.post("/v1/load_lora_adapter", "{\"lora_name\":\"mine\",\"lora_path\":\"one\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(rows())
                .containsExactly(
                        "tiny from tiny on null",
                        "mine@" + digest + " from one on tiny",
                        "shop@" + digest + " from " + digest + " on tiny"); // made in memory: it is its digest
    }

    @Test
    void everyNameThatCanBeAskedCanBeLookedUp() throws Exception {
        endpoint.runtime.serve("desk", endpoint.runtime.load(adapter, "runs/desk"));
        for (String name : List.of("desk", "desk@" + digest)) {
            JsonNode model = Endpoint.json(endpoint.get("/v1/models/" + name));
            assertThat(model.path("id").asText()).isEqualTo("desk@" + digest);
            assertThat(model.path("root").asText()).isEqualTo("runs/desk");
        }
        assertThat(Endpoint.json(endpoint.get("/v1/models/other@" + digest))
                        .path("root")
                        .asText())
                .isEqualTo("runs/desk");
        assertThat(Endpoint.json(endpoint.get("/v1/models/tiny")).path("parent").isNull())
                .isTrue();
        assertThat(endpoint.get("/v1/models/org%2Fnobody").statusCode()).isEqualTo(404);
    }

    @Test
    void whatOnlyFinishesItsAnswersIsNotListed() throws Exception {
        String id = endpoint.runtime.load(adapter);
        try (Conversation last = endpoint.runtime.beginWith(id)) {
            endpoint.runtime.release(id);
            assertThat(last.adapterId()).isEqualTo(id);
            assertThat(endpoint.runtime.loaded()).containsExactly(id);
            assertThat(rows()).containsExactly("tiny from tiny on null");
        }
        assertThat(endpoint.runtime.serving("desk")).isEqualTo(AgentRuntime.BASE);
    }
}
