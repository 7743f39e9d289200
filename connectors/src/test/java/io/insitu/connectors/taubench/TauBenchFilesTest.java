package io.insitu.connectors.taubench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.insitu.connectors.importing.ImportReport;
import io.insitu.connectors.importing.ImportTarget;
import io.insitu.connectors.importing.Importer;
import io.insitu.connectors.importing.Refusal;
import io.insitu.connectors.importing.Told;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.TaskStarted;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TauBenchFilesTest {
    @TempDir
    Path folder;

    @Test
    void arraysLinesAndPackedFilesHoldTheSameRuns() throws Exception {
        String array = "[" + String.join(",", Library.RECORDS) + "]";
        String lines = String.join("\n", Library.RECORDS) + "\n\n";
        for (byte[] content :
                List.of(bytes(Library.text()), bytes(array), bytes(lines), packed(lines), packed(array))) {
            Told told = new Told();
            assertThat(imported(content, told).trajectories()).isEqualTo(3);
            assertThat(told.refusals).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "null",
                "[]",
                "{}",
                "{\"task_id\":null,\"reward\":1,\"traj\":[]}",
                "{\"task_id\":0,\"reward\":\"1\",\"traj\":[]}",
                "{\"task_id\":0,\"reward\":2,\"traj\":[]}",
                "{\"task_id\":0,\"reward\":1e999,\"traj\":[]}",
                "{\"task_id\":0,\"reward\":1,\"traj\":{}}",
                "{\"task_id\":0,\"reward\":1,\"traj\":[7]}",
                "{\"task_id\":0,\"reward\":1,\"traj\":[{\"content\":\"x\"}]}",
                "{\"task_id\":0,\"reward\":1,\"traj\":[{\"role\":\"user\",\"content\":[\"x\"]}]}",
                "{\"task_id\":0,\"reward\":1,\"traj\":[{\"role\":\"assistant\",\"tool_calls\":[{}]}]}",
            })
    void aRecordOfTheWrongShapeIsRefusedAloneWithFileAndNumber(String wrong) throws Exception {
        Told told = new Told();
        String array = "[" + Library.RECORDS.get(0) + "," + wrong + "," + Library.RECORDS.get(1) + "]";
        ImportReport report = imported(bytes(array), told);
        assertThat(report.trajectories()).isEqualTo(2);
        assertThat(report.refused()).hasSize(1).allMatch(line -> line.startsWith("runs record 2: INVALID_FIELD, "));
    }

    @Test
    void aDamagedLineIsRefusedAloneAndKeepsItsBytes() throws Exception {
        Told told = new Told();
        String damaged = Library.RECORDS.get(1).substring(0, 40);
        String lines = String.join("\n", Library.RECORDS.get(0), damaged, "}{", Library.RECORDS.get(1));
        ImportReport report = imported(bytes(lines), told);
        assertThat(report.trajectories()).isEqualTo(2);
        assertThat(told.refusals)
                .extracting(Refusal::record, Refusal::reason, TauBenchFilesTest::original)
                .containsExactly(
                        tuple(2L, DeadLetterReason.MALFORMED_JSON, damaged),
                        tuple(3L, DeadLetterReason.MALFORMED_JSON, "}{"));
    }

    @Test
    void aDamagedElementOfAnArrayIsRefusedAloneAsLongAsItsBracketsMatch() throws Exception {
        Told told = new Told();
        String array = "[" + Library.RECORDS.get(0) + ",{\"task_id\": oops}," + Library.RECORDS.get(1) + "]";
        ImportReport report = imported(bytes(array), told);
        assertThat(report.trajectories()).isEqualTo(2);
        assertThat(report.refused()).singleElement().asString().contains("runs record 2: MALFORMED_JSON");
        assertThat(original(told.refusals.get(0))).isEqualTo("{\"task_id\": oops}");
    }

    @Test
    void damageBetweenTheElementsOfAnArrayEndsTheReadingAndSaysWhere() throws Exception {
        Told told = new Told();
        String array = "[" + Library.RECORDS.get(0) + "}," + Library.RECORDS.get(1) + "]";
        ImportReport report = imported(bytes(array), told);
        assertThat(report.trajectories()).isEqualTo(1);
        assertThat(report.refused())
                .singleElement()
                .asString()
                .contains("runs record 2: MALFORMED_JSON", "nothing from here on was read");
    }

    @Test
    void aFileCutAnywhereIsReadUpToThereAndTheCutIsOneRefusal() throws Exception {
        byte[] whole = bytes(Library.text());
        byte[] gzip = packed(Library.text());
        Random random = new Random(42);
        for (int i = 0; i < 60; i++) {
            Told plain = new Told();
            imported(Arrays.copyOf(whole, 2 + random.nextInt(whole.length - 4)), plain);
            assertThat(plain.refusals).as("cut %s", i).hasSize(1);
            Told packed = new Told();
            imported(Arrays.copyOf(gzip, 2 + random.nextInt(gzip.length - 2)), packed);
            assertThat(packed.refusals).as("cut %s", i).hasSize(1);
        }
    }

    @Test
    void absurdFilesAreRefusedInOneLine() throws Exception {
        String deep = "[".repeat(100_000);
        String number = "[{\"task_id\":0,\"reward\":" + "9".repeat(5_000) + ",\"traj\":[]}]";
        byte[] noise = new byte[5_000];
        new Random(1).nextBytes(noise);
        for (byte[] content :
                List.of(bytes(deep), bytes(number), noise, bytes("\u0000\u0000"), bytes("{".repeat(99)))) {
            Told told = new Told();
            ImportReport report = imported(content, told);
            assertThat(report.refused())
                    .hasSize(1)
                    .allMatch(line -> line.lines().count() == 1);
            assertThat(told.events).isEmpty();
        }
        assertThat(imported(new byte[0], new Told()).refusedTotal()).isZero();
    }

    @Test
    void aRunWithAMessageLargerThanARecordIsRefusedAsAWhole() throws Exception {
        Told told = new Told();
        String endless = Library.RECORDS.get(0).replace("May I keep", "May I keep" + "!".repeat(1_000_000));
        ImportReport report = imported(bytes("[" + endless + "," + Library.RECORDS.get(1) + "]"), told);
        assertThat(report.trajectories()).isEqualTo(1);
        assertThat(told.refusals)
                .extracting(Refusal::record, Refusal::reason)
                .containsExactly(tuple(1L, DeadLetterReason.TOO_LARGE));
        assertThat(told.refusals.get(0).detail()).contains("event 0, TaskStarted", "the limit is 1000000");
        assertThat(endless).startsWith(original(told.refusals.get(0)));
        assertThat(told.refusals.get(0).originalBytes()).isEqualTo(endless.length());
        assertThat(told.events).noneMatch(event -> event.getTrajectoryId().endsWith("/1"));
        assertThat(((TaskStarted) told.events.get(0).getBody()).getGroupSize())
                .as("nobody waits for it")
                .isEqualTo(1);
    }

    @Test
    void aFileThatIsNotThereIsTheCallersMistake() {
        assertThatThrownBy(() -> new Importer(new TauBench()).stats(List.of(folder.resolve("nowhere")), refusal -> {}))
                .isInstanceOf(NoSuchFileException.class);
    }

    private ImportReport imported(byte[] content, Told told) throws Exception {
        Path file = folder.resolve("runs");
        Files.write(file, content);
        return new Importer(new TauBench()).interactions(file, new ImportTarget("library", 5_000), told);
    }

    private static String original(Refusal refusal) {
        return StandardCharsets.UTF_8.decode(refusal.original().duplicate()).toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] packed(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(bytes(text));
        }
        return bytes.toByteArray();
    }
}
