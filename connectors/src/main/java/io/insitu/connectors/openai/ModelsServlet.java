package io.insitu.connectors.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

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
        SortedMap<String, @Nullable Path> adapters = names.adapters();
        String path = request.getPathInfo();
        if (path != null && path.length() > 1) {
            json(response, named(path.substring(1), adapters));
            return;
        }
        ObjectNode root = JSON.createObjectNode().put("object", "list");
        ArrayNode data = root.putArray("data");
        data.add(base());
        adapters.forEach((name, folder) -> data.add(adapter(name, folder)));
        json(response, root);
    }

    private ObjectNode named(String name, SortedMap<String, @Nullable Path> adapters) throws ApiError {
        if (adapters.containsKey(name)) {
            return adapter(name, adapters.get(name));
        }
        if (name.equals(names.base())) {
            return base();
        }
        throw ApiError.unknownModel("the model \"" + name + "\" is not served; GET /v1/models lists those that are");
    }

    private ObjectNode base() {
        return model(names.base()).put("root", names.base()).putNull("parent");
    }

    private ObjectNode adapter(String name, @Nullable Path folder) {
        return model(name)
                .put("root", folder == null ? null : folder.toString())
                .put("parent", names.base());
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
