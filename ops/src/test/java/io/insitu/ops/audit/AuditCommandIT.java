package io.insitu.ops.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.ops.ExitCode;
import io.insitu.ops.cli.Main;
import io.insitu.ops.site.DataFolder;
import io.insitu.ops.site.Site;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.Interaction;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs written by hand, given to the command. */
class AuditCommandIT {
    @TempDir
    Path folder;

    @Test
    void aLogIsSoundUntilAnEventIsMissingOrThereTwice() throws Exception {
        // Without a TaskStarted it becomes letters, not a trajectory: explained, so nothing is lost.
        write("whole", 0, 1, 2);
        assertThat(audit().code()).isEqualTo(ExitCode.OK);

        write("gap", 0, 2);
        Answer missing = audit();
        assertThat(missing.code()).isEqualTo(ExitCode.FAILED);
        assertThat(missing.row("events").path("lost").asInt()).isEqualTo(1);
        assertThat(missing.row("events").path("twice").asInt()).isZero();

        write("whole", 1);
        Answer twice = audit();
        assertThat(twice.code()).isEqualTo(ExitCode.FAILED);
        assertThat(twice.row("events").path("twice").asInt()).isEqualTo(1);
    }

    private void write(String id, int... seqs) throws Exception {
        try (Site site = Site.start(DataFolder.create(folder))) {
            Serializer<Interaction> serializer =
                    site.serdes().of(Topics.INTERACTIONS).serializer();
            try (KafkaProducer<String, Interaction> producer =
                    new KafkaProducer<>(site.clients().producer(), new StringSerializer(), serializer)) {
                for (int seq : seqs) {
                    producer.send(new ProducerRecord<>(Topics.INTERACTIONS.name(), id, Told.event(id, seq, 2)))
                            .get();
                }
            }
        }
    }

    private record Answer(int code, JsonNode table) {
        JsonNode row(String fact) {
            for (JsonNode row : table) {
                if (row.path("fact").asText().equals(fact)) {
                    return row;
                }
            }
            throw new AssertionError("no row " + fact + " in " + table);
        }
    }

    private Answer audit() throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            int code = Main.commandLine().execute("audit-log", "--json", "--data", folder.toString());
            return new Answer(code, new ObjectMapper().readTree(out.toByteArray()));
        } finally {
            System.setOut(before);
        }
    }
}
