package io.insitu.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The start script on the jars as they are shipped, which hold this platform's natives only: what the trimming must not
 * have cut off.
 */
class DistributionIT {
    @TempDir
    Path folder;

    private Path base;
    private Path data;

    @BeforeEach
    void aModelWithATokenizer() throws IOException {
        base = TinyBase.in(folder);
        TinyTokenizer.in(base);
        data = folder.resolve("data.jsonl");
        Files.writeString(
                data,
                "{\"messages\":[{\"role\":\"user\",\"content\":\"good\"},{\"role\":\"assistant\",\"content\":\"day\"}]}\n");
    }

    private JsonNode insitu(Object... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("./insitu"));
        for (Object word : words) {
            command.add(word.toString());
        }
        Path said = folder.resolve("said");
        Path complained = folder.resolve("complained");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(said.toFile()).redirectError(complained.toFile());
        builder.environment().put("INSITU_BUILD", "never");
        Process process = builder.start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("ends").isTrue();
        assertThat(process.exitValue()).as(Files.readString(complained)).isZero();
        return new ObjectMapper().readTree(Files.readString(said));
    }

    @Test
    void messagesAreTokenizedLearntAndAnswered() throws Exception {
        Path out = folder.resolve("out");
        JsonNode learnt = insitu("train", "--base", base, "--data", data, "--method", "sft", "--out", out, "--json");
        assertThat(learnt.path("targetTokens").asInt()).isEqualTo(2);

        JsonNode said = insitu(
                "model", "generate", "--base", base, "--adapter", out, "--prompt", "good", "--max-tokens", 3, "--json");
        assertThat(said.path("prompt").toString()).isEqualTo("[5]");
        assertThat(said.path("adapterId")).isEqualTo(learnt.path("adapterId"));
        assertThat(said.path("tokens").size()).isBetween(1, 3);
    }
}
