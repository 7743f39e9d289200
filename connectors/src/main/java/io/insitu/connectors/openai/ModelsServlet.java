package io.insitu.connectors.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** GET /v1/models: the base, and every adapter in memory. */
final class ModelsServlet extends ApiServlet {
    private final transient ModelNames names;
    private final int context;
    private final long since;

    ModelsServlet(ModelNames names, int context, long since) {
        super("GET");
        this.names = names;
        this.context = context;
        this.since = since;
    }

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ObjectNode root = JSON.createObjectNode().put("object", "list");
        ArrayNode data = root.putArray("data");
        model(data, names.base()).put("root", names.base()).putNull("parent");
        names.adapters()
                .forEach((name, folder) -> model(data, name)
                        .put("root", folder == null ? null : folder.toString())
                        .put("parent", names.base()));
        json(response, root);
    }

    private ObjectNode model(ArrayNode data, String name) {
        return data.addObject()
                .put("id", name)
                .put("object", "model")
                .put("created", since)
                .put("owned_by", "insitu")
                .put("max_model_len", context);
    }
}
