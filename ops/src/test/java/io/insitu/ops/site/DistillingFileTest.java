package io.insitu.ops.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.insitu.ops.UserError;
import io.insitu.processors.distil.AskingConfig;
import io.insitu.processors.distil.AskingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistillingFileTest {
    @TempDir
    Path folder;

    @Test
    void withoutAFileNoModelIsAsked() {
        assertThat(DistillingFile.of(new DataFolder(folder))).isEqualTo(AskingConfig.defaults());
        assertThat(AskingConfig.defaults()).isEqualTo(new AskingConfig(new AskingPlan(false, 4, 100), Map.of()));
    }

    @Test
    void aLineageMayHaveOneAsked() throws IOException {
        assertThat(read("{\"questions\": 8, \"lineages\": {\"desk\": {\"asksModel\": true, \"window\": 50}}}"))
                .isEqualTo(
                        new AskingConfig(new AskingPlan(false, 8, 100), Map.of("desk", new AskingPlan(true, 8, 50))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"asksmodel": true}                     | nobody knows asksmodel; there are asksModel, lineages, questions, window
            {"lineages": {"desk": {"window": 0}}}   | lineages.desk: distil.window must be between 1 and 1000000, was 0
            {"questions": 65}                       | distil.questions must be between 1 and 64, was 65
            {"asksModel": "yes"}                    | asksModel must be true or false, was "yes"
            """)
    void whatMakesNoSenseIsSaidInOneLine(String text, String complaint) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(UserError.class)
                .hasMessage(folder.resolve("distilling.json") + ": " + complaint);
    }

    private AskingConfig read(String text) throws IOException {
        Files.writeString(folder.resolve("distilling.json"), text);
        return DistillingFile.of(new DataFolder(folder));
    }
}
