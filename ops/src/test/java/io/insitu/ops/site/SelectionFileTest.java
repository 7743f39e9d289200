package io.insitu.ops.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.insitu.ops.UserError;
import io.insitu.processors.select.ChoiceConfig;
import io.insitu.processors.select.SelectConfig;
import io.insitu.schemas.event.Method;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectionFileTest {
    @TempDir
    Path folder;

    @Test
    void withoutAFileBatchesAreMadeAsShipped() {
        assertThat(SelectionFile.of(new DataFolder(folder))).isEqualTo(SelectConfig.defaults());
    }

    @Test
    void whatIsNotSaidIsAsShipped() throws IOException {
        SelectConfig shipped = SelectConfig.defaults();
        assertThat(read("{\"method\": \"grpo\", \"freshPerBatch\": 8, \"maxRate\": 0.9, \"novelty\": 0.5}"))
                .isEqualTo(new SelectConfig(
                        8,
                        shipped.replayPerBatch(),
                        shipped.replayBuffer(),
                        shipped.maxSampleTokens(),
                        shipped.maxBatchTokens(),
                        shipped.decisionTimeoutMs(),
                        Method.GRPO,
                        shipped.rank(),
                        shipped.alpha(),
                        shipped.learningRate(),
                        shipped.epochs(),
                        new ChoiceConfig(0, 0.9, 0, 0.5, 0, 0, Integer.MAX_VALUE, 0, 0.3)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"method": "ppo"}                 | nobody knows the method ppo; there are sft, nft, grpo, dpo
            {"method": "unknown"}             | nobody knows the method unknown
            {"minRate": 0.8, "maxRate": 0.2}  | select.minRate must be below select.maxRate
            {"rank": 0}                       | select.rank must be more than 0
            {"explor": 0.1}                   | nobody knows explor; there are
            {"lineages": {"desk": {"rank": 4}}} | batches of all lineages are made alike
            """)
    void whatMakesNoSenseIsSaidInOneLine(String text, String complaint) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("selection.json")
                .hasMessageContaining(complaint)
                .message()
                .doesNotContain("\n");
    }

    private SelectConfig read(String text) throws IOException {
        Files.writeString(folder.resolve("selection.json"), text);
        return SelectionFile.of(new DataFolder(folder));
    }
}
