package io.insitu.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.sdk.Outbox;
import io.insitu.connectors.sdk.SdkConfig;
import io.insitu.ops.ExitCode;
import io.insitu.ops.serve.Learning;
import io.insitu.ops.serve.LearningParts;
import io.insitu.ops.site.DataFolder;
import io.insitu.ops.site.Site;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaImportIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TASKS = 12;
    private static final int TRIALS = 4;

    @TempDir
    Path folder;

    @Test
    void anImportIntoAFolderNobodyRunsOnLearnsToTheEndAndSaysWhatCameOut() throws Exception {
        Path data = folder.resolve("data");
        Path file = library();

        JsonNode came = imported(data, file);

        assertThat(came.path("lineage").asText()).isEqualTo("shelf");
        assertThat(came.path("trajectories").asInt()).isEqualTo(TASKS * TRIALS);
        assertThat(came.path("experience").asInt()).isEqualTo(TASKS * TRIALS);
        assertThat(came.path("success").asInt()).isEqualTo(TASKS * 2);
        assertThat(came.path("failure").asInt()).isEqualTo(TASKS * 2 - 1);
        assertThat(came.path("broken").asInt()).isEqualTo(1);
        assertThat(came.path("principles").asInt()).isPositive();
        assertThat(came.path("tools").asInt())
                .as("nothing can run the library's tools here")
                .isZero();
        assertThat(came.path("toolsWaiting").asInt()).isPositive();

        JsonNode tool =
                JSON.readTree(out("tools", "--json", "--data", data.toString())).get(0);
        assertThat(tool.path("reason").asText())
                .isEqualTo("not tried: the tools it calls cannot be run here; served once an operator approves it");
        assertThat(approved(data, "nobody")).isEqualTo(ExitCode.USAGE);
        assertThat(approved(data, tool.path("id").asText())).isZero();

        // The same file once more: nothing is counted twice, and what was approved is served.
        ObjectNode expected = came.deepCopy();
        expected.put("tools", 1).put("toolsWaiting", came.path("toolsWaiting").asInt() - 1);
        assertThat(imported(data, file)).isEqualTo(expected);
        assertThat(JSON.readTree(out("experience", "--last", "5", "--json", "--data", data.toString())))
                .hasSize(5);

        // A file in no known format among others: a letter says so, the others are told.
        Path notes = Files.writeString(folder.resolve("notes.txt"), "hello");
        assertThat(Main.commandLine()
                        .execute(
                                "import",
                                "--to",
                                "kafka",
                                "--lineage",
                                "shelf",
                                "--data",
                                data.toString(),
                                notes.toString(),
                                file.toString()))
                .isEqualTo(ExitCode.FAILED);
        assertThat(out("letters", "--json", "--data", data.toString())).contains("notes.txt record 1");
        assertThat(out("watch", "--json", "--data", data.toString()).lines())
                .as("nobody runs on the folder: the feed so far, and an end")
                .anySatisfy(line ->
                        assertThat(JSON.readTree(line).path("kind").asText()).isEqualTo("PRINCIPLE_PUBLISHED"));
    }

    @Test
    void anImportBesideARunningProcessLeavesTheLearningToIt() throws Exception {
        Path data = folder.resolve("data");
        try (Site site = Site.start(DataFolder.create(data));
                Outbox outbox = Outbox.connect(
                        SdkConfig.defaults("shelf"), site.clients().producer(), site.serdes());
                Learning learning = Learning.start(site, outbox, LearningParts.withoutModel(), news -> {})) {
            JsonNode came = imported(data, library());

            assertThat(came.path("experience").asInt()).isEqualTo(TASKS * TRIALS);
            assertThat(came.path("principles").asInt()).isPositive();
            learning.vitals().check();
        }
    }

    private static JsonNode imported(Path data, Path file) throws Exception {
        List<String> lines = out(
                        "import",
                        "--format",
                        "tau-bench",
                        "--to",
                        "kafka",
                        "--lineage",
                        "shelf",
                        "--json",
                        "--data",
                        data.toString(),
                        file.toString())
                .lines()
                .toList();
        assertThat(lines).hasSize(2);
        assertThat(JSON.readTree(lines.get(0)).path("trajectories").asInt()).isEqualTo(TASKS * TRIALS);
        return JSON.readTree(lines.get(1));
    }

    private static int approved(Path data, String subject) {
        return Main.commandLine().execute("approve", subject, "--lineage", "shelf", "--data", data.toString());
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

    @Test
    void whatCouldNotBeUsedHasOneLetterHoweverOftenItsFileIsImported() throws Exception {
        Path data = folder.resolve("data");
        Path file = Files.writeString(
                folder.resolve("runs.jsonl"),
                run(1, 0, true).replace("\n", "") + "\n{\"task_id\":1,\"reward\":\"much\",\"trial\":1,\"traj\":[]}\n");
        for (int times = 0; times < 2; times++) {
            assertThat(Main.commandLine()
                            .execute(
                                    "import",
                                    "--to",
                                    "kafka",
                                    "--format",
                                    "tau-bench",
                                    "--lineage",
                                    "shelf",
                                    "--data",
                                    data.toString(),
                                    file.toString()))
                    .as("not all of it could be used")
                    .isEqualTo(ExitCode.FAILED);
        }
        assertThat(JSON.readTree(out("letters", "--json", "--data", data.toString())))
                .hasSize(1);
    }

    /** A library's desk with a rule to be found: students may renew, teachers must return. One run broke down. */
    private Path library() throws Exception {
        List<String> records = new ArrayList<>();
        for (int task = 0; task < TASKS; task++) {
            for (int trial = 0; trial < TRIALS; trial++) {
                boolean success = trial % 2 == 0;
                records.add(
                        task == TASKS - 1 && trial == TRIALS - 1
                                ? "{\"task_id\":%d,\"reward\":0.0,\"trial\":%d,\"info\":{\"error\":\"connection reset\"},\"traj\":[]}"
                                        .formatted(task, trial)
                                : run(task, trial, success));
            }
        }
        return Files.writeString(folder.resolve("library.json"), "[" + String.join(",", records) + "]");
    }

    private static String run(int task, int trial, boolean success) {
        String title = List.of("atlas", "novel", "diary").get(task % 3);
        boolean student = task % 2 == 0;
        String call = student == success ? "renew_loan" : "return_book";
        return """
                {"task_id":%d,"reward":%s,"trial":%d,"info":{"task":{"instruction":"secret script","actions":[]}},"traj":[
                 {"role":"user","content":"May a %s keep the %s?"},
                 {"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function",
                  "function":{"name":"find_book","arguments":"{\\"title\\":\\"%s\\"}"}}]},
                 {"role":"tool","tool_call_id":"a","name":"find_book","content":"found"},
                 {"role":"assistant","content":null,"tool_calls":[{"id":"b","type":"function",
                  "function":{"name":"%s","arguments":"{\\"title\\":\\"%s\\"}"}}]},
                 {"role":"tool","tool_call_id":"b","name":"%s","content":"done"}]}""".formatted(
                task, success ? "1.0" : "0.0", trial, student ? "student" : "teacher", title, title, call, title, call);
    }
}
