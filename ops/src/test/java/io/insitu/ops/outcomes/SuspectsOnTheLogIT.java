package io.insitu.ops.outcomes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.ops.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recorded runs through broker, intake and evolve to those who ask which of them cannot be right. */
class SuspectsOnTheLogIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void whoSucceededWithoutDoingAnythingIsListedAndCountsForNothing() throws Exception {
        String data = folder.resolve("data").toString();
        JsonNode came = JSON.readTree(last(out(
                "import",
                "--format",
                "tau-bench",
                "--to",
                "kafka",
                "--lineage",
                "shop",
                "--json",
                "--data",
                data,
                recorded().toString())));
        assertThat(came.path("experience").asInt()).isEqualTo(6);
        assertThat(came.path("success").asInt()).as("those that are believed").isEqualTo(3);
        assertThat(came.path("failure").asInt()).isEqualTo(2);

        JsonNode audit = JSON.readTree(out("audit", "--json", "--data", data, "--lineage", "shop"));
        assertThat(audit.path("attempts").asInt()).isEqualTo(6);
        assertThat(audit.path("graded").asInt()).isEqualTo(6);
        assertThat(audit.path("audited").asInt()).isEqualTo(6);
        assertThat(audit.path("settled")).isEmpty();
        assertThat(audit.path("suspect").asInt()).isEqualTo(1);
        JsonNode suspect = audit.path("suspects").get(0);
        assertThat(suspect.path("task").asText()).isEqualTo("2");
        assertThat(suspect.path("recorded").asDouble()).isEqualTo(1);
        assertThat(suspect.path("corrected").asDouble()).isEqualTo(-1);
        assertThat(suspect.path("suspicions"))
                .extracting(JsonNode::asText)
                .containsExactly("SOURCES_DISAGREE", "SUCCESS_WITHOUT_EFFECT");
        assertThat(suspect.path("trajectory").asText()).isNotBlank();

        assertThat(JSON.readTree(out("audit", "--json", "--data", data, "--lineage", "nobody"))
                        .path("attempts")
                        .asInt())
                .isZero();
    }

    /** Three tasks, two trials each: cancelled and recorded so, or not; and one that did nothing and is called a success. */
    private Path recorded() throws Exception {
        List<String> runs = new ArrayList<>();
        for (int task = 0; task < 3; task++) {
            runs.add(run(task, 0, 1, "cancel_order"));
            runs.add(run(task, 1, task == 2 ? 1 : 0, "find_order"));
        }
        return Files.writeString(folder.resolve("shop.json"), "[" + String.join(",", runs) + "]");
    }

    private static String run(int task, int trial, int reward, String tool) {
        return """
                {"task_id":%1$d,"reward":%3$d.0,"trial":%2$d,"info":{"task":{"instruction":"cancel W%1$d",
                  "actions":[{"name":"cancel_order","kwargs":{"order":"W%1$d"}}],"outputs":[]}},"traj":[
                 {"role":"user","content":"Please cancel W%1$d."},
                 {"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function",
                  "function":{"name":"%4$s","arguments":"{\\"order\\":\\"W%1$d\\"}"}}]},
                 {"role":"tool","tool_call_id":"a","name":"%4$s","content":"done"}]}""".formatted(task, trial, reward, tool);
    }

    private static String last(String lines) {
        List<String> all = lines.lines().toList();
        return all.get(all.size() - 1);
    }

    private static String out(String... arguments) {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            assertThat(Main.commandLine().execute(arguments)).isZero();
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
