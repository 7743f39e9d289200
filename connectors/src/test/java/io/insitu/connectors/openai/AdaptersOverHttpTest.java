package io.insitu.connectors.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.connectors.serving.TinyModels;
import io.insitu.schemas.model.AdapterDigest;
import io.insitu.schemas.model.LoraAdapter;
import io.insitu.schemas.model.PeftFolder;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Adapters come and go by vLLM's calls, each under its digest. */
class AdaptersOverHttpTest {
    private static final String LOAD = "/v1/load_lora_adapter";
    private static final String UNLOAD = "/v1/unload_lora_adapter";

    @TempDir
    Path folder;

    private Endpoint endpoint;
    private LoraAdapter adapter;
    private String name;

    @BeforeEach
    void open() throws Exception {
        endpoint = Endpoint.ofDefaults(folder);
        adapter = TinyModels.adapter(endpoint.base, 1, 4);
        PeftFolder.write(folder.resolve("adapters/one"), adapter);
        name = "desk@" + AdapterDigest.of(adapter);
    }

    @AfterEach
    void close() throws Exception {
        endpoint.close();
    }

    private HttpResponse<String> load(String name, String path) throws Exception {
        return endpoint.post(LOAD, "{\"lora_name\":\"" + name + "\",\"lora_path\":\"" + path + "\"}");
    }

    private HttpResponse<String> ask(String model) throws Exception {
        return endpoint.post(
                "/v1/chat/completions",
                "{\"model\":\"" + model + "\",\"prompt_token_ids\":[1,2],\"seed\":1,\"return_token_ids\":true}");
    }

    private List<String> models() throws Exception {
        List<String> ids = new ArrayList<>();
        Endpoint.json(endpoint.get("/v1/models"))
                .path("data")
                .forEach(model -> ids.add(model.path("id").asText()));
        return ids;
    }

    @Test
    void anAdapterIsLoadedListedAskedAndUnloadedUnderItsDigest() throws Exception {
        assertThat(load(name, "one").body()).isEqualTo("Success: LoRA adapter '" + name + "' added successfully.");
        assertThat(models()).containsExactly("tiny", name);
        assertThat(endpoint.get("/v1/models").body()).contains("\"root\":\"one\"");
        HttpResponse<String> adapted = ask(name);
        assertThat(Endpoint.json(adapted).path("model").asText()).isEqualTo(name);
        assertThat(Endpoint.json(adapted).at("/choices/0/token_ids"))
                .isNotEqualTo(Endpoint.json(ask("tiny")).at("/choices/0/token_ids"));
        assertThat(endpoint.post(UNLOAD, "{\"lora_name\":\"" + name + "\"}").statusCode())
                .isEqualTo(200);
        assertThat(ask(name).statusCode()).isEqualTo(404);
        assertThat(models()).containsExactly("tiny");
        assertThat(endpoint.runtime.loaded()).isEmpty();
    }

    @Test
    void aShortNameServesAndTheAnswerTellsTheWholeOne() throws Exception {
        assertThat(load("desk", "one").statusCode()).isEqualTo(200);
        assertThat(models()).containsExactly("tiny", name);
        assertThat(Endpoint.json(ask("desk")).path("model").asText()).isEqualTo(name);
        assertThat(ask(name).statusCode()).isEqualTo(200);
        assertThat(load("desk", "one").body())
                .contains("the name \\\"desk\\\" is taken; unload it first, or set load_inplace to true");
        assertThat(endpoint.post(UNLOAD, "{\"lora_name\":\"" + name + "\"}").statusCode())
                .isEqualTo(200);
        assertThat(endpoint.runtime.loaded()).isEmpty();
    }

    @Test
    void aLineageIsAskedByItsName() throws Exception {
        endpoint.runtime.serve("shop", endpoint.runtime.load(adapter));
        assertThat(models()).containsExactly("tiny", name.replace("desk", "shop"));
        assertThat(Endpoint.json(ask("shop")).path("model").asText()).isEqualTo(name.replace("desk", "shop"));
    }

    @Test
    void whatDoesNotFitIsRefusedAndNothingStays() throws Exception {
        PeftFolder.write(folder.resolve("adapters/foreign"), adapter.onBase("0123456789abcdef0123456789abcdef"));
        PeftFolder.write(
                folder.resolve("adapters/wide"),
                TinyModels.adapter(endpoint.runtime.baseModelId(), TinyModels.demo(), 1, 4));
        LoraAdapter nan = TinyModels.adapter(endpoint.base, 2, 4);
        nan.modules().values().forEach(pair -> Arrays.fill(pair.b().values(), 1e38f));
        PeftFolder.write(folder.resolve("adapters/infinite"), nan);
        PeftFolder.write(folder.resolve("outside"), adapter);

        refused(load("desk@0123", "one"), 400, "not the one its name");
        refused(load("desk", "foreign"), 400, "is the model 0123456789abcdef0123456789abcdef, not this base");
        refused(
                load("desk", "wide"),
                400,
                "adapter_model.safetensors: base_model.model.model.layers.0.mlp.down_proj.lora_A.weight has shape [4, 384], expected [4, 48]");
        refused(load("desk", "infinite"), 400, "fails its probe");
        refused(load("desk", "../outside"), 400, "is not below");
        refused(load("desk", "nowhere"), 404, "no folder \"nowhere\"");
        Files.createDirectories(folder.resolve("adapters/empty"));
        refused(load("desk", "empty"), 400, "adapter_config.json");
        Files.copy(
                folder.resolve("adapters/one/adapter_config.json"),
                folder.resolve("adapters/empty/adapter_config.json"));
        refused(load("desk", "empty"), 400, "adapter_model.safetensors");
        refused(load("desk", folder.resolve("adapters/empty").toString()), 400, "adapter_model.safetensors");
        refused(load("tiny", "one"), 400, "\"tiny\" is the name of what is served here");
        refused(load("a\\nb", "one"), 400, "lora_name must be 1 to 256 characters on one line, was \"a\\nb\"");
        refused(load("desk", "one/adapter_config.json"), 400, "\"one/adapter_config.json\" is no folder");
        refused(load("desk", "/etc"), 400, "\"/etc\" is not below");
        refused(load("desk", "/etc/nowhere"), 400, "\"/etc/nowhere\" is not below");
        refused(load("desk", "../nowhere"), 400, "\"../nowhere\" is not below");
        Files.createSymbolicLink(folder.resolve("adapters/link"), folder.resolve("outside"));
        refused(load("desk", "link"), 400, "\"link\" is not below");
        refused(endpoint.post(UNLOAD, "{\"lora_name\":\"tiny\"}"), 400, "\"tiny\" is served here and stays");
        refused(endpoint.post(UNLOAD, "{\"lora_name\":\"desk\"}"), 404, "no adapter was loaded");
        refused(endpoint.post(LOAD, "{\"lora_name\":\"desk\"}"), 400, "lora_path must be a string and is missing");
        refused(endpoint.post(LOAD, "{\"lora_name\":5}"), 400, "lora_name must be a string, was the number 5");
        String threeD = "{\"lora_name\":\"desk\",\"lora_path\":\"one\",\"is_3d_lora_weight\":true}";
        refused(endpoint.post(LOAD, threeD), 400, "is_3d_lora_weight is not implemented; drop it");
        String inPlace = "{\"lora_name\":\"desk\",\"lora_path\":\"one\",\"load_inplace\":1}";
        refused(endpoint.post(LOAD, inPlace), 400, "load_inplace must be true or false, was the number 1");
        assertThat(endpoint.runtime.loaded()).isEmpty();
        assertThat(models()).containsExactly("tiny");
    }

    /** Or whoever may load could answer for what others ask. */
    @Test
    void nobodyTakesTheNameOfWhatServes() throws Exception {
        endpoint.runtime.serve("shop", endpoint.runtime.load(adapter));
        refused(load("shop", "one"), 400, "\"shop\" is the name of what is served here; take another one");
        refused(endpoint.post(UNLOAD, "{\"lora_name\":\"shop\"}"), 400, "\"shop\" is served here and stays");
        assertThat(ask("shop").statusCode()).isEqualTo(200);
    }

    @Test
    void adaptersLoadedByRequestHaveALimit() throws Exception {
        for (int i = 0; i < 3; i++) {
            PeftFolder.write(folder.resolve("adapters/n" + i), TinyModels.adapter(endpoint.base, 10 + i, 2));
            assertThat(load("n" + i, "n" + i).statusCode()).isEqualTo(200);
        }
        refused(load("desk", "one"), 400, "3 adapters are loaded by request already; unload one first");
        endpoint.post(UNLOAD, "{\"lora_name\":\"n1\"}");
        assertThat(load("desk", "one").statusCode()).isEqualTo(200);
    }

    @Test
    void anAdapterUnloadedWhileItAnswersFinishesItsAnswers() throws Exception {
        load("desk", "one");
        String ask = "{\"model\":\"desk\",\"prompt_token_ids\":[1],\"max_tokens\":60,\"stream\":true}";
        HttpResponse<InputStream> answer = endpoint.open(ask);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(endpoint.post(UNLOAD, "{\"lora_name\":\"desk\"}").statusCode())
                .isEqualTo(200);
        assertThat(ask("desk").statusCode()).isEqualTo(404);
        assertThat(new String(answer.body().readAllBytes(), StandardCharsets.UTF_8))
                .contains("\"model\":\"" + name + "\"", "\"finish_reason\":\"length\"", "[DONE]");
        assertThat(endpoint.runtime.loaded()).isEmpty();
    }

    private void refused(HttpResponse<String> response, int status, String reason) throws Exception {
        assertThat(Endpoint.json(response).at("/error/message").asText())
                .contains(reason)
                .as("where the files lie is the server's business")
                .doesNotContain(folder.toString(), folder.toRealPath().toString())
                .doesNotContain("\n");
        assertThat(response.statusCode()).isEqualTo(status);
    }
}
