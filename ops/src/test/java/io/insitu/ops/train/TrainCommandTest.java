package io.insitu.ops.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.ops.modelcli.Typed;
import io.insitu.schemas.model.PeftFolder;
import io.insitu.trainer.engine.cuda.Cuda;
import io.insitu.trainer.engine.cuda.Presence;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run of the command learns and writes. */
class TrainCommandTest extends TrainSite {
    private static final String ATTEMPT = "{\"group\":\"g\",\"tokens\":[1,2,3],\"mask\":[0,1,1],\"reward\":%s%s}";

    @Test
    void equalDataAndSeedGiveEqualBytesOnAnyNumberOfThreads() throws Exception {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            lines.add("{\"tokens\":[1," + i % 40 + ",3,4,5,6,7,8],\"mask\":[0,1,1,1,1,0,1,1],\"weight\":0.5}");
        }
        Files.write(data, lines);
        byte[] expected = null;
        for (int run = 0; run < 6; run++) { // 1, 2 and 4 threads, twice
            int threads = 1 << run % 3;
            Path place = folder.resolve("out-" + run);
            Typed typed = train("sft", place, "--threads", threads, "--epochs", 2, "--lr", "1e-2", "--json");
            assertThat(typed.exitCode()).as(typed.complaint()).isZero();
            byte[] bytes = Files.readAllBytes(place.resolve("adapter_model.safetensors"));
            expected = expected == null ? bytes : expected;
            assertThat(bytes).isEqualTo(expected);
            JsonNode report = new ObjectMapper().readTree(typed.out());
            assertThat(report.path("steps").asInt()).isEqualTo(10);
            assertThat(report.path("lossLast").asDouble())
                    .isLessThan(report.path("lossFirst").asDouble());
            assertThat(new ObjectMapper()
                            .readTree(place.resolve("training.json").toFile()))
                    .isEqualTo(report);
        }
    }

    @Test
    void aPreferredAnswerGainsOnTheRejectedOne() throws Exception {
        Files.writeString(
                data,
                "{\"chosen\":{\"tokens\":[1,2,3],\"mask\":[0,1,1]},\"rejected\":{\"tokens\":[1,5,6],\"mask\":[0,1,1]}}\n");
        JsonNode report = report("dpo", "--epochs", 30, "--lr", "2e-2");
        assertThat(report.path("lossFirst").asDouble()).isCloseTo(Math.log(2), within(1e-6));
        assertThat(report.path("marginLast").asDouble()).isGreaterThan(0.2);
        assertThat(report.path("kl").asDouble()).isPositive();
    }

    @Test
    void groupsWithoutSpreadAreDroppedAndAParentIsGrownFrom() throws Exception {
        Files.write(
                data,
                List.of(
                        ATTEMPT.formatted("1", ""),
                        ATTEMPT.formatted("0", "").replace("2,3", "7,8"),
                        ATTEMPT.formatted("1", "").replace("\"g\"", "\"dull\""),
                        ATTEMPT.formatted("1", "").replace("\"g\"", "\"dull\"")));
        JsonNode first =
                report("grpo", "--kl", "0.1", "--on-policy", "--rank", 2, "--targets", "q_proj,v_proj", "--rslora");
        assertThat(first.path("groupsDropped").asInt()).isEqualTo(1);
        assertThat(first.path("attempts").asInt()).isEqualTo(2);
        Path child = folder.resolve("child");
        Typed typed = train("nft", child, "--adapter", out, "--json");
        assertThat(typed.exitCode()).as(typed.complaint()).isZero();
        assertThat(new ObjectMapper().readTree(typed.out()).path("parentAdapterId"))
                .isEqualTo(first.path("adapterId"));
        assertThat(PeftFolder.read(child).rankStabilised()).isTrue();
    }

    @Test
    void aClaimOfBeingOnPolicyIsChecked() throws Exception {
        Files.write(
                data,
                List.of(
                        ATTEMPT.formatted("1", ",\"logprobs\":[0,-1,-1]"),
                        ATTEMPT.formatted("0", ",\"logprobs\":[0,-1,-1]")));
        Typed typed = train("grpo", out, "--on-policy");
        assertThat(typed.exitCode()).isEqualTo(1);
        assertThat(typed.complaint())
                .contains("data.jsonl, line 1: declared on-policy, but the importance ratio of token 1 is")
                .hasLineCount(1);
        assertThat(folder)
                .isDirectoryNotContaining(p -> p.getFileName().toString().startsWith("out"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "cuda"})
    void withoutADeviceTheCpuCarriesOnAndOneLineSaysSo(String device) throws Exception {
        Assumptions.assumeTrue(Cuda.presence() instanceof Presence.Missing, "there is a device: no CPU carries on");
        Files.writeString(data, "{\"tokens\":[1,2,3],\"mask\":[0,1,1]}\n");
        Typed wished = train("sft", folder.resolve("wished"), "--device", device, "--json");
        assertThat(wished.exitCode()).as(wished.complaint()).isZero();
        JsonNode report = new ObjectMapper().readTree(wished.out());
        assertThat(report.path("device").asText())
                .startsWith("training on the CPU (device " + device)
                .hasLineCount(1);
        assertThat(report.path("engine").asText()).isEqualTo("cpu@2");
        Typed plain = train("sft", folder.resolve("plain"), "--device", "cpu", "--json");
        assertThat(new ObjectMapper().readTree(plain.out()).path("device").asText())
                .isEqualTo("cpu");
        String tensors = "adapter_model.safetensors";
        assertThat(folder.resolve("wished").resolve(tensors))
                .hasSameBinaryContentAs(folder.resolve("plain").resolve(tensors));
    }

    @Test
    void aRunThatComesApartSaysFromWhichStepAndWritesNothing() throws Exception {
        Files.writeString(data, "{\"tokens\":[1,2,3],\"mask\":[0,1,1]}\n");
        Typed typed = train("sft", out, "--lr", "1e30", "--epochs", 5, "--checkpoint-every", 1);
        assertThat(typed.exitCode()).isEqualTo(1);
        assertThat(typed.complaint())
                .contains("data.jsonl: from step 2 of 5 on no step could be applied")
                .hasLineCount(1);
        nothingIsLeft();
        Typed never = train("sft", out, "--lr", "1e300");
        assertThat(never.exitCode()).isEqualTo(1);
        assertThat(never.complaint()).contains("from step 1 of 1 on").hasLineCount(1);
        nothingIsLeft();
    }

    @Test
    void theOnlyStepOfARunHasTheWholeRate() throws Exception {
        Files.writeString(data, "{\"tokens\":[1,2,3],\"mask\":[0,1,1]}\n");
        assertThat(report("sft", "--lr", "2e-4").path("learningRateMax").asDouble())
                .isEqualTo(2e-4);
    }

    @Test
    void damagedModelsAreRefusedByFileAndTensor() throws Exception {
        Files.writeString(data, "{\"tokens\":[1,2],\"mask\":[0,1]}\n");
        Path weights = base.resolve("model.safetensors");
        byte[] whole = Files.readAllBytes(weights);

        Files.write(weights, Arrays.copyOf(whole, whole.length - 100));
        assertThat(train("sft", out).complaint())
                .contains("model.safetensors: tensor")
                .hasLineCount(1);

        byte[] poisoned = whole.clone();
        Arrays.fill(poisoned, whole.length - 4, whole.length, (byte) -1); // NaN
        Files.write(weights, poisoned);
        assertThat(train("sft", out).complaint())
                .contains("model.safetensors: model.norm.weight holds NaN at element 15")
                .hasLineCount(1);

        Files.write(weights, whole);
        Path config = base.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("\"vocab_size\" : 40", "\"vocab_size\" : 41"));
        assertThat(train("sft", out).complaint())
                .contains("model.embed_tokens.weight has shape [40, 16], expected [41, 16]")
                .hasLineCount(1);
        assertThat(out).doesNotExist();
    }
}
