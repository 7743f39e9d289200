package io.insitu.connectors.openai;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/** POST /v1/load_lora_adapter and /v1/unload_lora_adapter, as vLLM has them. */
final class AdapterServlet extends ApiServlet {
    private static final int BODY_BYTES = 10_000;
    /** The number is vLLM's own, of no use where names are digests. */
    private static final Set<String> FIELDS = Set.of("lora_name", "lora_int_id");

    private static final String IN_PLACE = "load_inplace";
    private static final Set<String> LOAD_FIELDS = Set.of("lora_path", IN_PLACE);

    private final transient ModelNames names;
    private final boolean load;

    AdapterServlet(ModelNames names, boolean load) {
        super("POST");
        this.names = names;
        this.load = load;
    }

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException, ApiError {
        Body body = Body.read(request, response, BODY_BYTES);
        mustBeKnown(body);
        String name = body.text("lora_name");
        String done;
        if (load) {
            String full = names.load(name, body.text("lora_path"), body.flag(IN_PLACE));
            done = "Success: LoRA adapter '" + full + "' added successfully.";
        } else {
            names.unload(name);
            done = "Success: LoRA adapter '" + name + "' removed successfully.";
        }
        response.setContentType("text/plain;charset=utf-8");
        response.getOutputStream().write(done.getBytes(StandardCharsets.UTF_8));
    }

    private void mustBeKnown(Body body) throws ApiError {
        for (Map.Entry<String, JsonNode> field : body.root().properties()) {
            String name = field.getKey();
            boolean known = FIELDS.contains(name) || load && LOAD_FIELDS.contains(name);
            if (!known && !NeutralFields.isOff(field.getValue())) {
                throw ApiError.bad(name, Seen.bare(name) + " is not implemented; drop it");
            }
        }
    }
}
