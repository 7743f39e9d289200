package io.insitu.connectors.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;

/** GET /v1/models: the base, and every adapter in memory; with a name behind it that one alone. */
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
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException, ApiError {
        SortedMap<String, String> adapters = names.adapters();
        String path = request.getPathInfo();
        if (path != null && path.length() > 1) {
            json(response, named(path.substring(1), adapters));
            return;
        }
        ObjectNode root = JSON.createObjectNode().put("object", "list");
        ArrayNode data = root.putArray("data");
        data.add(base());
        adapters.forEach((name, from) -> data.add(adapter(name, from)));
        json(response, root);
    }

    /** Whatever name a chat may ask for is answered under its full one. */
    private ObjectNode named(String name, SortedMap<String, String> adapters) throws ApiError {
        String full = names.fullName(name);
        if (full.equals(names.base())) {
            return base();
        }
        String root = adapters.get(full);
        if (root == null) { // known by its digest, under a name of the caller's own
            String digest = full.substring(full.lastIndexOf('@'));
            root = adapters.entrySet().stream()
                    .filter(one -> one.getKey().endsWith(digest))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElseThrow(() -> ApiError.unknownModel(name));
        }
        return adapter(full, root);
    }

    private ObjectNode base() {
        return model(names.base()).put("root", names.base()).putNull("parent");
    }

    private ObjectNode adapter(String name, String root) {
        return model(name).put("root", root).put("parent", names.base());
    }

    private ObjectNode model(String name) {
        return JSON.createObjectNode()
                .put("id", name)
                .put("object", "model")
                .put("created", since)
                .put("owned_by", "insitu")
                .put("max_model_len", context);
    }
}
