package io.insitu.ops.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.insitu.ops.UserError;
import io.insitu.processors.recall.RetrievalConfig;
import io.insitu.processors.recall.UtilityEstimator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetrievalFileTest {
    @TempDir
    Path folder;

    @Test
    void withoutAFileAgentsAreGivenWhatIsShipped() {
        assertThat(RetrievalFile.of(new DataFolder(folder)))
                .isEqualTo(new RetrievalFile(RetrievalConfig.defaults(), Map.of(), null));
    }

    @Test
    void whatIsNotSaidIsAsShippedAndAModelLiesBesideTheLog() throws IOException {
        RetrievalFile read = read(
                "{\"maxTools\": 1, \"ranking\": \"lift\", \"withholdRate\": 0, \"embedding\": \"minilm\", \"lineages\": {\"desk\": {\"maxTools\": 0}}}");
        RetrievalConfig shipped = RetrievalConfig.defaults();
        assertThat(read.shared())
                .isEqualTo(new RetrievalConfig(
                        shipped.maxPrinciples(),
                        1,
                        UtilityEstimator.LIFT,
                        shipped.maxNearMatches(),
                        shipped.maxTextMatches(),
                        shipped.textCandidates(),
                        shipped.minSimilarity(),
                        0,
                        shipped.fallingWithholdRate(),
                        shipped.doubtedWithholdRate(),
                        shipped.fallenBy()));
        assertThat(read.lineages().get("desk").maxTools()).isZero();
        assertThat(read.lineages().get("desk").ranking()).isEqualTo(UtilityEstimator.LIFT);
        assertThat(read.embedding()).isEqualTo(folder.toAbsolutePath().resolve("minilm"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"withholdRate": 2}         | retrieval.withholdRate must be between 0 and 1, was 2.0
            {"maxTool": 2}              | nobody knows maxTool; there are doubtedWithholdRate, embedding
            {"maxTools": 2.5}           | maxTools must be a whole number, was 2.5
            {"ranking": "best"}         | nobody knows the ranking best; there are followed, shared
            {"embedding": 3}            | embedding must be a text, was 3
            {"lineages": {"desk": {"embedding": "a"}}} | lineages.desk: one embedding serves all lineages
            {"maxTools":1,"maxTools":2} | Duplicate
            []                          | the file must be an object, was array
            """)
    void whatMakesNoSenseIsSaidInOneLine(String text, String complaint) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("retrieval.json")
                .hasMessageContaining(complaint)
                .message()
                .doesNotContain("\n");
    }

    private RetrievalFile read(String text) throws IOException {
        Files.writeString(folder.resolve("retrieval.json"), text);
        return RetrievalFile.of(new DataFolder(folder));
    }
}
