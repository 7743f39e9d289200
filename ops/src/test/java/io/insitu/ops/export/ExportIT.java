package io.insitu.ops.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.ops.ExitCode;
import io.insitu.ops.cli.Main;
import io.insitu.ops.log.LogReader;
import io.insitu.ops.site.DataFolder;
import io.insitu.ops.site.Site;
import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.Approve;
import io.insitu.schemas.event.CloseReason;
import io.insitu.schemas.event.Control;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.GroupStatistics;
import io.insitu.schemas.event.Message;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Quarantine;
import io.insitu.schemas.event.Retract;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.Trajectory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What leaves a log written by hand, and what must not. */
class ExportIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static Site site;

    @TempDir
    Path out;

    @BeforeAll
    static void aLog() throws Exception {
        site = Site.start(DataFolder.create(folder));
        site.serdes().of(Topics.EXPERIENCE); // lets Avro build our events: loads the classes it may trust
        write(Topics.EXPERIENCE, corrected("good")); // offset 0
        write(Topics.EXPERIENCE, scored("bad", OutcomeKind.FAILURE, "t1", 200));
        write(Topics.EXPERIENCE, scored("broken", OutcomeKind.INFRASTRUCTURE, "t2", 300));
        write(Topics.EXPERIENCE, scored("settled", OutcomeKind.SUCCESS, "t2", 400)); // offset 3
        write(Topics.EXPERIENCE, scored("settled", OutcomeKind.FAILURE, "t2", 400)); // a person judged it later
        write(Topics.EXPERIENCE, suspect("lucky"));
        write(Topics.EXPERIENCE, scored("takenBack", OutcomeKind.SUCCESS, "t1", 100));
        write(Topics.EXPERIENCE, scored("oneEventTakenBack", OutcomeKind.SUCCESS, "t1", 100));
        write(Topics.EXPERIENCE, scored("held", OutcomeKind.SUCCESS, "t1", 100));
        write(Topics.EXPERIENCE, scored("heldAndFreed", OutcomeKind.SUCCESS, "t3", 500));
        write(Topics.EXPERIENCE, silent("silent"));
        write(
                Topics.CONTROL,
                command("1", Retract.newBuilder().setSubjectId("takenBack").build()));
        write(
                Topics.CONTROL,
                command(
                        "2",
                        Retract.newBuilder().setSubjectId("oneEventTakenBack#1").build()));
        write(
                Topics.CONTROL,
                command("3", Quarantine.newBuilder().setSubjectId("held").build()));
        write(
                Topics.CONTROL,
                command(
                        "4",
                        Quarantine.newBuilder().setSubjectId("heldAndFreed").build()));
        write(
                Topics.CONTROL,
                command("5", Approve.newBuilder().setSubjectId("heldAndFreed").build()));
    }

    @AfterAll
    static void close() {
        site.close();
    }

    @Test
    void onlyWhatMayBeLearntFromLeavesAndTheRestIsCountedByReason() throws Exception {
        Path file = out.resolve("all.jsonl");
        JsonNode summary = exported(file, "--to", "atif");
        assertThat(sessions(file)).containsExactlyInAnyOrder("good", "bad", "settled", "heldAndFreed");
        assertThat(summary.path("records").asInt()).isEqualTo(4);
        assertThat(summary.path("skipped")).isEqualTo(JSON.readTree("""
                {"empty":1,"quarantined":1,"retracted":2,"scoredAgain":1,"suspect":1,"ungraded":1}"""));
        assertThat(summary.path("read").asInt()).isEqualTo(11);
        assertThat(summary.path("digest").asText()).isEqualTo(sha256(file));
        assertThat(Files.readString(file))
                .as("verifiers' answers, and what was taken back")
                .doesNotContain("the answer", "takenBack", "\"held\"");
        try (Stream<Path> left = Files.list(out)) {
            assertThat(left).as("nothing beside it").containsExactly(file);
        }
    }

    @Test
    void aFailedTryThatWasPutRightIsLeftOutUnlessItIsToStay() throws Exception {
        Path file = out.resolve("pure.jsonl");
        assertThat(exported(file, "--to", "openai-chat", "--task", "t1", "--outcome", "success")
                        .path("purified")
                        .asInt())
                .isEqualTo(1);
        assertThat(Files.readString(file)).contains("Yes.").doesNotContain("I guess so");
        assertThat(exported(file, "--to", "openai-chat", "--task", "t1", "--outcome", "success", "--keep-tries")
                        .path("purified")
                        .asInt())
                .isZero();
        assertThat(Files.readString(file)).contains("I guess so", "Yes.");
    }

    @Test
    void aSliceIsByOutcomeTaskTimeAndPlace() throws Exception {
        Path file = out.resolve("slice.jsonl");
        exported(file, "--to", "atif", "--outcome", "failure");
        assertThat(sessions(file)).as("as scored last").containsExactlyInAnyOrder("bad", "settled");
        exported(file, "--to", "atif", "--task", "t3", "--lineage", "desk");
        assertThat(sessions(file)).containsExactly("heldAndFreed");
        exported(file, "--to", "atif", "--lineage", "nobody");
        assertThat(sessions(file)).isEmpty();
        exported(file, "--to", "atif", "--from", "150", "--until", "1970-01-01T00:00:00.400Z");
        assertThat(sessions(file)).containsExactly("bad");
        exported(file, "--to", "atif", "--all", "--outcome", "infrastructure,unknown");
        assertThat(sessions(file)).containsExactlyInAnyOrder("broken", "lucky");
        exported(file, "--to", "atif", "--offsets", partition() + ":0-4");
        assertThat(sessions(file)).as("before the person spoke").containsExactly("good", "bad", "settled");
        assertThat(lines(file)
                        .get(2)
                        .path("extra")
                        .path("insitu")
                        .path("outcome")
                        .asText())
                .isEqualTo("success");
    }

    @Test
    void aNameThatEndsInGzIsCompressedAndTheSameSliceIsTheSameFile() throws Exception {
        Path plain = out.resolve("chat.jsonl");
        Path packed = out.resolve("chat.jsonl.gz");
        exported(plain, "--to", "openai-chat");
        String first = exported(packed, "--to", "openai-chat").path("digest").asText();
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
            assertThat(in.readAllBytes()).isEqualTo(Files.readAllBytes(plain));
        }
        assertThat(exported(packed, "--to", "openai-chat").path("digest").asText())
                .isEqualTo(first);
        assertThat(lines(plain).get(0).path("messages")).isEqualTo(JSON.readTree("""
                [{"role":"user","content":"May good keep it?"},{"role":"assistant","content":"Yes."}]"""));
    }

    @Test
    void wrongUseIsSaidAndWritesNothing() {
        Path file = out.resolve("none.jsonl");
        assertThat(run(file, "--to", "csv")).isEqualTo(ExitCode.USAGE);
        assertThat(run(file, "--to", "atif", "--outcome", "good")).isEqualTo(ExitCode.USAGE);
        assertThat(run(file, "--to", "atif", "--from", "yesterday")).isEqualTo(ExitCode.USAGE);
        assertThat(run(file, "--to", "atif", "--offsets", "0:9-1")).isEqualTo(ExitCode.USAGE);
        assertThat(run(file, "--to", "atif", "--offsets", "77:0-1")).isEqualTo(ExitCode.USAGE);
        assertThat(run(out.resolve("no/such/folder.jsonl"), "--to", "atif")).isEqualTo(ExitCode.USAGE);
        assertThat(file).doesNotExist();
    }

    private static int partition() {
        return new LogReader(site.clients(), site.serdes())
                .spans(Topics.EXPERIENCE).stream()
                        .filter(span -> span.until() > 0)
                        .findFirst()
                        .orElseThrow()
                        .partition();
    }

    private static int run(Path file, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("export", "--data", folder.toString(), "--out", file.toString(), "--json"));
        arguments.addAll(List.of(more));
        return Main.commandLine().execute(arguments.toArray(String[]::new));
    }

    private static JsonNode exported(Path file, String... more) throws IOException {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            assertThat(run(file, more)).isZero();
        } finally {
            System.setOut(before);
        }
        return JSON.readTree(bytes.toString(StandardCharsets.UTF_8));
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    private static List<String> sessions(Path file) throws IOException {
        return lines(file).stream()
                .map(line -> line.path("session_id").asText())
                .toList();
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    private static Experience silent(String id) {
        Experience one = scored(id, OutcomeKind.SUCCESS, "t1", 100);
        Trajectory attempt =
                Trajectory.newBuilder(one.getTrajectory()).setSteps(List.of()).build();
        return Experience.newBuilder(one).setTrajectory(attempt).build();
    }

    /** Said something wrong first, and put it right. */
    private static Experience corrected(String id) {
        Experience one = scored(id, OutcomeKind.SUCCESS, "t1", 100);
        Trajectory attempt = Trajectory.newBuilder(one.getTrajectory())
                .setSteps(List.of(new Message(Role.ASSISTANT, "I guess so."), new Message(Role.ASSISTANT, "Yes.")))
                .build();
        return Experience.newBuilder(one)
                .setTrajectory(attempt)
                .setStepReplaced(List.of(true, false))
                .build();
    }

    private static Experience suspect(String id) {
        return Experience.newBuilder(scored(id, OutcomeKind.UNKNOWN, "t1", 100))
                .setSuspicions(List.of("SUCCESS_WITHOUT_EFFECT"))
                .build();
    }

    private static Experience scored(String id, OutcomeKind outcome, String task, long endedMs) {
        return Experience.newBuilder()
                .setExperienceId(id + outcome)
                .setLineage("desk")
                .setTrajectory(Trajectory.newBuilder()
                        .setTrajectoryId(id)
                        .setLineage("desk")
                        .setTaskId(task)
                        .setGroupId("")
                        .setGroupSize(1)
                        .setInstruction("May " + id + " keep it?")
                        .setAttributes(Map.of("expected.actions", "the answer"))
                        .setStartedMs(1)
                        .setEndedMs(endedMs)
                        .setClosed(CloseReason.ENDED)
                        .setSteps(List.of(new Message(Role.ASSISTANT, "Yes.")))
                        .setOutcome(outcome)
                        .setEventIds(List.of(id + "#0", id + "#1"))
                        .build())
                .setOutcome(outcome)
                .setRewards(List.of())
                .setTotalReward(outcome == OutcomeKind.SUCCESS ? 1 : outcome == OutcomeKind.FAILURE ? -1 : 0)
                .setAdvantage(0)
                .setGroup(new GroupStatistics(id, 1, 1, 1.0, 0.0, 0, 0, 0.0))
                .setScoredMs(1)
                .setCauses(List.of(id))
                .build();
    }

    private static Control command(String id, SpecificRecord body) {
        return Control.newBuilder()
                .setCommandId(id)
                .setLineage("desk")
                .setOperator("op")
                .setAtMs(1)
                .setBody(body)
                .build();
    }

    private static <T extends SpecificRecord> void write(TopicSpec<T> topic, T value) throws Exception {
        try (KafkaProducer<String, T> producer = new KafkaProducer<>(
                site.clients().producer(),
                new StringSerializer(),
                site.serdes().of(topic).serializer())) {
            producer.send(new ProducerRecord<>(topic.name(), "desk", value)).get();
        }
    }
}
