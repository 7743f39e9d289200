package io.insitu.connectors.openai;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** POST /v1/load_lora_adapter and /v1/unload_lora_adapter, as vLLM has them. */
final class AdapterServlet extends ApiServlet {
    private static final int BODY_BYTES = 10_000;

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
        String name = body.text("lora_name");
        String done;
        if (load) {
            done = "Success: LoRA adapter '" + names.load(name, body.text("lora_path")) + "' added successfully.";
        } else {
            names.unload(name);
            done = "Success: LoRA adapter '" + name + "' removed successfully.";
        }
        response.setContentType("text/plain;charset=utf-8");
        response.getOutputStream().write(done.getBytes(StandardCharsets.UTF_8));
    }
}
