package io.insitu.connectors.desk;

import java.util.Map;
import java.util.TreeMap;

/** A tool's name with its arguments, as an agent makes it. */
public record Call(String tool, Map<String, String> arguments) {
    /** The argument of the lookup tool: the object of the ticket. */
    public static final String OBJECT = "object";

    public Call {
        arguments = Map.copyOf(arguments);
    }

    /** The arguments as a JSON object, names in order. World words need no escaping; anything else was refused earlier. */
    public String argumentsJson() {
        StringBuilder json = new StringBuilder("{");
        new TreeMap<>(arguments)
                .forEach((name, value) -> json.append(json.length() > 1 ? "," : "")
                        .append('"')
                        .append(name)
                        .append("\":\"")
                        .append(value)
                        .append('"'));
        return json.append('}').toString();
    }
}
