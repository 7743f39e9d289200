package io.insitu.ops.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.ops.modelcli.Typed;
import io.insitu.schemas.model.AdapterDigest;
import io.insitu.schemas.model.PeftFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines that say which adapter drew them: what the run starts from is held to the probabilities it is said to have given. */
class OwnTokensTest extends TrainSite {
    private static final int[][] ATTEMPTS = {{1, 2, 3, 4}, {1, 7, 8, 9}};
    private static final String OTHER = "0123456789abcdef0123456789abcdef";

    private Path parent;
    private String parentId;

    @BeforeEach
    void aParent() throws Exception {
        parent = folder.resolve("parent");
        Files.writeString(data, "{\"tokens\":[1,2,3],\"mask\":[0,1,1]}\n");
        Typed typed = train("sft", parent, "--lr", 0.05, "--epochs", 9);
        assertThat(typed.exitCode()).as(typed.complaint()).isZero();
        parentId = AdapterDigest.of(PeftFolder.read(parent));
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpo", "nft"})
    void whatTheStartingPolicyDrewIsItsOwn(String method) throws Exception {
        drawn(parentId, logProbs("--adapter", parent));
        JsonNode grown = report(method, "--adapter", parent);
        assertThat(grown.path("onPolicyTokens").asInt()).isEqualTo(6);
        assertThat(grown.path("onPolicyRatioOff").asDouble(1)).isLessThan(1e-5);
        drawn("base", logProbs());
        out = folder.resolve("fresh");
        assertThat(report(method).path("onPolicyRatioOff").asDouble(1)).isLessThan(1e-5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpo", "nft"})
    void anothersProbabilitiesUnderItsNameAreOneLineWithFileLineAndRatio(String method) throws Exception {
        drawn(parentId, logProbs());
        refused(
                method,
                "data.jsonl, line 1: said to be drawn by the policy that starts here, but the importance ratio of token",
                "--adapter",
                parent);
        drawn("base", logProbs("--adapter", parent));
        refused(method, "data.jsonl, line 1: said to be drawn by the policy that starts here");
    }

    @Test
    void whatAnotherAdapterDrewIsOffPolicy() throws Exception {
        for (String sampler : new String[] {OTHER, "base", null}) {
            drawn(sampler, logProbs());
            out = folder.resolve("of-" + sampler);
            JsonNode report = report("grpo", "--adapter", parent);
            assertThat(report.has("onPolicyTokens")).as(sampler).isFalse();
            assertThat(report.path("ratioMax").asDouble()).isNotEqualTo(1);
        }
    }

    @Test
    void aDeclarationIsOfAllLinesWhoeverDrewThem() throws Exception {
        drawn(OTHER, logProbs());
        refused("grpo", "line 1: declared on-policy, but the importance ratio", "--adapter", parent, "--on-policy");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"live\"   | adapter: is \"live\"; it is the digest of the adapter that drew the tokens (32 hexadecimal digits), or base",
                "\"\"       | adapter: is \"\"; it is the digest",
                "7          | adapter: is 7; it is the digest",
            })
    void aNameThatIsNoDigestIsRefused(String adapter, String why) throws Exception {
        drawn("base", logProbs());
        Files.writeString(data, Files.readString(data).replace("\"base\"", adapter));
        refused("grpo", "data.jsonl:1: " + why);
    }

    @Test
    void aLineOfAnotherAdapterNeedsItsProbabilities() throws Exception {
        drawn(OTHER, null);
        refused(
                "grpo",
                "data.jsonl:1: adapter: another policy drew the tokens than the run starts from, which is base; say with which logprobs");
        drawn("base", null);
        assertThat(report("grpo").path("ratioMax").asDouble()).isBetween(0.999, 1.001);
    }

    @Test
    void whereNothingIsComparedTheFieldIsNone() throws Exception {
        Files.writeString(data, "{\"tokens\":[1,2,3],\"mask\":[0,1,1],\"adapter\":\"base\"}\n");
        refused("sft", "data.jsonl:1: adapter: no such field here");
    }

    @Test
    void theReadmeTells() throws Exception {
        assertThat(Files.readString(Path.of("README.md")))
                .contains("`\"adapter\"`", "`onPolicyTokens`, `onPolicyRatioOff`");
    }

    private void refused(String method, String why, Object... more) {
        Typed typed = train(method, out, more);
        assertThat(typed.exitCode()).isEqualTo(1);
        assertThat(typed.complaint()).contains(why).hasLineCount(1);
        assertThat(out).doesNotExist();
        assertThat(folder.resolve("out.part")).doesNotExist();
    }

    /** Both attempts of a group; null says nothing. */
    private void drawn(String adapter, double[][] logProbs) throws Exception {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < ATTEMPTS.length; i++) {
            int[] t = ATTEMPTS[i];
            String said = adapter == null ? "" : ",\"adapter\":\"" + adapter + "\"";
            if (logProbs != null) {
                double[] p = logProbs[i];
                said += String.format(Locale.ROOT, ",\"logprobs\":[0,%.9f,%.9f,%.9f]", p[0], p[1], p[2]);
            }
            lines.add(String.format(
                    "{\"group\":\"g\",\"tokens\":[%d,%d,%d,%d],\"mask\":[0,1,1,1],\"reward\":%d%s}",
                    t[0], t[1], t[2], t[3], i, said));
        }
        Files.write(data, lines);
    }

    /** As another command tells them: what the model says of each token behind the first. */
    private double[][] logProbs(Object... adapter) throws Exception {
        double[][] all = new double[ATTEMPTS.length][];
        for (int i = 0; i < ATTEMPTS.length; i++) {
            int[] t = ATTEMPTS[i];
            List<Object> words = new ArrayList<>(List.of("model", "logits", "--base", base, "--json", "--tokens"));
            words.add(t[0] + "," + t[1] + "," + t[2] + "," + t[3]);
            words.addAll(List.of(adapter));
            JsonNode logits =
                    new ObjectMapper().readTree(Typed.of(words.toArray()).out()).path("logits");
            all[i] = new double[3];
            for (int next = 1; next < 4; next++) {
                double sum = 0;
                for (JsonNode logit : logits.path(next - 1)) {
                    sum += Math.exp(logit.asDouble());
                }
                all[i][next - 1] = logits.path(next - 1).path(t[next]).asDouble() - Math.log(sum);
            }
        }
        return all;
    }
}
