package io.insitu.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.ops.ExitCode;
import io.insitu.ops.site.DataFolder;
import io.insitu.ops.site.Site;
import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.AdapterStatus;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.CloseReason;
import io.insitu.schemas.event.DeadLetter;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.GroupStatistics;
import io.insitu.schemas.event.JournalEntry;
import io.insitu.schemas.event.Method;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.TrainingBatch;
import io.insitu.schemas.event.Trajectory;
import io.insitu.schemas.event.Update;
import io.insitu.schemas.event.UpdateKind;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands that look say about a log written by hand: an adapter, its parent, and what both learnt from. */
class LookCommandsIT {
    private static final String LINEAGE = "desk";

    @TempDir
    static Path folder;

    private static Site site;

    @BeforeAll
    static void aLog() throws Exception {
        site = Site.start(DataFolder.create(folder));
        site.serdes().of(Topics.JOURNAL); // lets Avro build our events: loads the classes it may trust
        learnt("first", "parent", "");
        learnt("second", "child", "parent");
        write(
                Topics.UPDATES,
                Update.newBuilder()
                        .setUpdateId("u")
                        .setLineage(LINEAGE)
                        .setKind(UpdateKind.ADAPTER_LIVE)
                        .setSubjectId("child")
                        .setSummary("adapter child is live")
                        .setAtMs(1)
                        .build());
        write(
                Topics.DEAD_LETTERS,
                DeadLetter.newBuilder()
                        .setOriginTopic(Topics.INTERACTIONS.name())
                        .setOriginPartition(2)
                        .setOriginOffset(7)
                        .setReason(DeadLetterReason.INVALID_FIELD)
                        .setDetail("taskId must not be blank")
                        .setAtMs(1)
                        .build());
    }

    @AfterAll
    static void close() {
        site.close();
    }

    @Test
    void fromAnAdapterOneReachesTheEventsBehindItAndBehindItsParent() throws Exception {
        JsonNode table = shown("lineage", "child");
        assertThat(table.findValuesAsText("kind")).contains("adapter", "batch", "experience", "trajectory", "event");
        assertThat(table.findValuesAsText("id"))
                .contains("child", "parent", "batch-of-child", "batch-of-parent")
                .contains("second#0", "second#1", "first#0", "first#1");
    }

    @Test
    void whatIsNoFactHasNoLineage() {
        assertThat(Main.commandLine().execute("lineage", "nobody", "--data", folder.toString()))
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aNamespaceThatNoReplayWroteIntoHasNoDigest() {
        assertThat(Main.commandLine().execute("digest", "--in", "nosuch", "--data", folder.toString()))
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void statusCountsAttemptsAndStepsOfEvolution() throws Exception {
        JsonNode table = shown("status");
        assertThat(table.findValuesAsText("what")).containsExactly("ADAPTER_LIVE", "trajectories");
        assertThat(table.findValuesAsText("count")).containsExactly("1", "2");
    }

    @Test
    void lettersSayWhereARecordStoodAndWhatIsWrongWithIt() throws Exception {
        JsonNode letter = shown("letters").get(0);
        assertThat(letter.path("origin").asText()).isEqualTo(Topics.INTERACTIONS.name());
        assertThat(letter.path("partition").asInt()).isEqualTo(2);
        assertThat(letter.path("offset").asLong()).isEqualTo(7);
        assertThat(letter.path("reason").asText()).isEqualTo("INVALID_FIELD");
        assertThat(letter.path("detail").asText()).isEqualTo("taskId must not be blank");
    }

    @Test
    void experienceCanBeThatOfOneLineage() throws Exception {
        assertThat(shown("experience", "--lineage", LINEAGE).findValuesAsText("trajectory"))
                .containsExactlyInAnyOrder("first", "second");
        assertThat(shown("experience", "--lineage", "another")).isEmpty();
    }

    private static JsonNode shown(String... command) throws Exception {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(List.of("--json", "--data", folder.toString()));
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            assertThat(Main.commandLine().execute(words.toArray(String[]::new))).isEqualTo(ExitCode.OK);
        } finally {
            System.setOut(before);
        }
        return new ObjectMapper().readTree(out.toByteArray());
    }

    /** One attempt, and the adapter that learnt from it. */
    private static void learnt(String attemptId, String adapterId, String parentId) throws Exception {
        Trajectory attempt = Trajectory.newBuilder()
                .setTrajectoryId(attemptId)
                .setLineage(LINEAGE)
                .setTaskId("task")
                .setGroupId("")
                .setGroupSize(1)
                .setInstruction("")
                .setStartedMs(1)
                .setEndedMs(1)
                .setClosed(CloseReason.ENDED)
                .setSteps(List.of())
                .setOutcome(OutcomeKind.SUCCESS)
                .setEventIds(List.of(attemptId + "#0", attemptId + "#1"))
                .build();
        write(Topics.JOURNAL, new JournalEntry("entry-" + attemptId, LINEAGE, 1L, attempt));
        write(
                Topics.EXPERIENCE,
                Experience.newBuilder()
                        .setExperienceId("experience-" + attemptId)
                        .setLineage(LINEAGE)
                        .setTrajectory(attempt)
                        .setOutcome(OutcomeKind.SUCCESS)
                        .setRewards(List.of())
                        .setTotalReward(1)
                        .setAdvantage(0)
                        .setGroup(new GroupStatistics("", 1, 1, 1.0, 0.0, 0, 0, 0.0))
                        .setScoredMs(1)
                        .setCauses(List.of(attemptId))
                        .build());
        write(
                Topics.TRAINING_BATCHES,
                TrainingBatch.newBuilder()
                        .setBatchId("batch-of-" + adapterId)
                        .setLineage(LINEAGE)
                        .setNumber(1)
                        .setMethod(Method.SFT)
                        .setBaseModelId("base")
                        .setParentAdapterId(parentId)
                        .setSamples(List.of())
                        .setRank(4)
                        .setAlpha(8)
                        .setLearningRate(0.1)
                        .setEpochs(1)
                        .setSeed(1)
                        .setCreatedMs(1)
                        .setCauses(List.of("experience-" + attemptId))
                        .build());
        write(
                Topics.ADAPTERS,
                AdapterVersion.newBuilder()
                        .setAdapterId(adapterId)
                        .setLineage(LINEAGE)
                        .setBaseModelId("base")
                        .setParentAdapterId(parentId)
                        .setBatchId("batch-of-" + adapterId)
                        .setStatus(AdapterStatus.LIVE)
                        .setLocation("there")
                        .setEngine("cpu@1")
                        .setRank(4)
                        .setChangedMs(1)
                        .setCauses(List.of("batch-of-" + adapterId))
                        .build());
    }

    private static <T extends SpecificRecord> void write(TopicSpec<T> topic, T value) throws Exception {
        try (KafkaProducer<String, T> producer = new KafkaProducer<>(
                site.clients().producer(),
                new StringSerializer(),
                site.serdes().of(topic).serializer())) {
            producer.send(new ProducerRecord<>(topic.name(), LINEAGE, value)).get();
        }
    }
}
