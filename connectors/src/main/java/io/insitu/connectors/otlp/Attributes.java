package io.insitu.connectors.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalDouble;

/** Attributes by name, whatever they were encoded in; structured values are trees. */
record Attributes(ObjectNode values) {
    static Attributes none() {
        return new Attributes(Json.object());
    }

    boolean has(Convention name) {
        return values.hasNonNull(name.key());
    }

    /** The first of these that is there. */
    JsonNode first(Convention... names) {
        for (Convention name : names) {
            if (has(name)) {
                return values.get(name.key());
            }
        }
        return MissingNode.getInstance();
    }

    /** As text; structures as their JSON, empty when none is there. */
    String text(Convention... names) {
        return Json.text(first(names));
    }

    OptionalDouble number(Convention... names) {
        JsonNode node = first(names);
        if (node.isNumber()) {
            return OptionalDouble.of(node.doubleValue());
        }
        try {
            return node.isTextual() ? OptionalDouble.of(Double.parseDouble(node.textValue())) : OptionalDouble.empty();
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }
}
