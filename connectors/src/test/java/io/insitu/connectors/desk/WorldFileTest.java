package io.insitu.connectors.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class WorldFileTest {
    static List<String> shipped() {
        return WorldFile.shipped();
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void everyShippedWorldCanBeReadAndBearsItsFilesName(String name) {
        World world = WorldFile.shipped(name);
        assertThat(world.name()).isEqualTo(name);
        assertThat(world.resolutionsEver())
                .hasSize(world.tools().resolutions().size()
                        + world.drift().renames().size());
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void everyShippedWorldReallyDrifts(String name) {
        World world = WorldFile.shipped(name);
        assertThat(world.drift().after().resolution())
                .isNotEqualTo(world.rules().resolution());
        assertThat(world.drift().after().verify()).isNotEqualTo(world.rules().verify());
        assertThat(world.resolutions(WorldPhase.AFTER)).isNotEqualTo(world.resolutions(WorldPhase.BEFORE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"format\": 1|\"format\": 2|format must be an integer from 1 to 1, was 2",
                "\"name\": \"tiny\"|\"name\": \"T i\"|name must be a word",
                "\"description\": \"for tests\"|\"descr\": \"x\"|descr is not a field of a world",
                "\"refund\", \"cancel\"|\"refund\", \"refund\"|vocabulary.intents has 'refund' twice",
                "\"tiers\": [\"gold\", \"basic\"]|\"tiers\": []|vocabulary.tiers must have 1 to 6 words, has 0",
                "\"verify\": \"photo\"|\"verify\": \"gold\"|share the word 'gold'",
                "\"use\": \"swap\"|\"use\": \"dance\"|rules.resolution[1].use 'dance' is not a resolution tool",
                "\"cancel\", \"tier\": \"*\"|\"cancel\", \"tier\": \"gold\"|says nothing about cancel/basic",
                "\"basic\", \"use\": \"swap\"|\"*\", \"use\": \"swap\"|decides refund/gold a second time",
                "\"verify\": [\"damaged\"]|\"verify\": [\"lamp\"]|rules.verify has 'lamp', which is not a category",
                "\"options\": 3|\"options\": 4|taskMix.options must be an integer from 2 to 3, was 4",
                "\"options\": 3|\"weights\": {\"x\": 1}, \"options\": 3|taskMix.weights.x is not a word",
                "\"at\": 0.5|\"at\": 1.5|drift.at must be a number from 0.0 to 1.0, was 1.5",
                "{\"credit\": \"bonus\"}|{\"find\": \"bonus\"}|drift.rename.find is not a resolution tool",
                "{\"credit\": \"bonus\"}|{\"credit\": \"swap\"}|becomes 'swap', which is taken",
                "\"busy\": 0|\"busy\": \"x\"|noise.busy must be a number",
                "\"calls\": 4|\"calls\": 1|limits.calls must be an integer from 2 to 16, was 1",
                ", \"tokens\": 40||limits.tokens is missing"
            })
    void aWrongFieldIsNamedInOneLine(String field, String otherwise, String message) {
        assertThatThrownBy(() -> Desks.tiny(field, otherwise == null ? "" : otherwise))
                .isInstanceOf(WorldException.class)
                .hasMessageStartingWith("tiny.json: ")
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void whatIsNotJsonSaysSo() {
        assertThatThrownBy(() -> WorldFile.parse("w.json", "{\"format\": 1,"))
                .isInstanceOf(WorldException.class)
                .hasMessage(
                        "w.json: is not JSON (Unexpected end-of-input within/between Object entries, line 1, column 14)");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> WorldFile.read(Path.of("nowhere.json")))
                .isInstanceOf(WorldException.class)
                .hasMessageContaining("nowhere.json: cannot be read");
    }

    @Test
    void anUnshippedNameListsTheShippedOnes() {
        assertThatThrownBy(() -> WorldFile.shipped("moon"))
                .hasMessage("world 'moon' is not shipped; shipped: [parcels, clinic, library]");
    }
}
