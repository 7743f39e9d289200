package io.insitu.connectors.bfcl;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.connectors.importing.Beside;
import io.insitu.connectors.importing.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The functions an agent is offered: named by the task, or those of the simulated systems it may work with. */
final class BfclFunctions {
    private static final Map<String, String> FILES = Map.of(
            "GorillaFileSystem", "gorilla_file_system.json",
            "MathAPI", "math_api.json",
            "MessageAPI", "message_api.json",
            "TwitterAPI", "posting_api.json",
            "TicketAPI", "ticket_api.json",
            "TradingBot", "trading_bot.json",
            "TravelAPI", "travel_booking.json",
            "VehicleControlAPI", "vehicle_control.json");

    private final Map<String, List<String>> bySystem = new HashMap<>();

    static BfclFunctions beside(Path tasks) throws IOException {
        BfclFunctions functions = new BfclFunctions();
        for (Map.Entry<String, String> system : FILES.entrySet()) {
            Path file = tasks.resolveSibling("multi_turn_func_doc").resolve(system.getValue());
            if (Files.isReadable(file)) {
                List<String> names = new ArrayList<>();
                Beside.records(
                        file,
                        Layout.EACH,
                        function -> names.add(function.path("name").asText()));
                functions.bySystem.put(system.getKey(), names);
            }
        }
        return functions;
    }

    /**
     * @param unknownSystems takes those whose functions are not known
     */
    List<String> of(JsonNode task, Set<String> unknownSystems) {
        Set<String> names = new TreeSet<>();
        task.path("function")
                .forEach(function -> names.add(function.path("name").asText()));
        for (JsonNode system : task.path("involved_classes")) {
            List<String> known = bySystem.get(system.asText());
            if (known != null) {
                names.addAll(known);
            } else if (unknownSystems.size() < 20) {
                unknownSystems.add(system.asText());
            }
        }
        task.path("excluded_function").forEach(name -> names.remove(name.asText()));
        return List.copyOf(names);
    }
}
