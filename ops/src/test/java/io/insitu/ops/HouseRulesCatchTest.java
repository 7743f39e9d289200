package io.insitu.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.insitu.processors.violation.Impure;
import io.insitu.processors.violation.KnowsKafka;
import io.insitu.processors.violation.KnowsTheTopology;
import io.insitu.topology.violation.KnowsAConnector;
import io.insitu.trainer.violation.KnowsNatives;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule of the house finds a class that was written to break it. */
class HouseRulesCatchTest {
    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of(HouseRules.SCHEMAS_KNOW_NOBODY, io.insitu.schemas.violation.KnowsAProcessor.class),
                Arguments.of(HouseRules.PROCESSORS_KNOW_THE_WORDS, KnowsTheTopology.class),
                Arguments.of(HouseRules.THE_TOPOLOGY_KNOWS_ITS_PROCESSORS, KnowsAConnector.class),
                Arguments.of(
                        HouseRules.THE_TRAINER_MEETS_OTHERS_IN_TOPICS,
                        io.insitu.trainer.violation.KnowsAProcessor.class),
                Arguments.of(
                        HouseRules.CONNECTORS_MEET_OTHERS_IN_TOPICS,
                        io.insitu.connectors.violation.KnowsTheTrainer.class),
                Arguments.of(HouseRules.ONLY_PROCESSOR_CLASSES_KNOW_KAFKA, KnowsKafka.class),
                Arguments.of(HouseRules.ONLY_THE_CPU_ENGINE_KNOWS_OPENBLAS, KnowsNatives.OpenBlas.class),
                Arguments.of(HouseRules.ONLY_ENGINES_KNOW_NATIVES, KnowsNatives.Memory.class));
    }

    @Test
    void aHalfDoneMergeIsFoundByFileAndLine(@TempDir Path folder) throws Exception {
        Files.writeString(
                folder.resolve("README.md"), "one\n" + "<".repeat(7) + " HEAD\ntwo\n" + ">".repeat(7) + " x\n");
        Files.writeString(folder.resolve("Good.java"), "    // a << b " + "<".repeat(7) + "\n=======\n");
        Files.write(
                folder.resolve("model.safetensors"), new byte[] {(byte) 0xff, '\n', '<', '<', '<', '<', '<', '<', '<'});
        assertThat(MergeMarkers.under(folder))
                .containsExactlyInAnyOrder(folder.resolve("README.md") + ":2", folder.resolve("README.md") + ":4");
    }

    @ParameterizedTest
    @MethodSource("broken")
    void aClassThatBreaksTheRuleIsFound(ArchRule rule, Class<?> breaker) {
        assertThat(finds(rule, breaker)).isTrue();
    }

    static Stream<Class<?>> impure() {
        return Arrays.stream(Impure.class.getDeclaredClasses()).filter(type -> type != Impure.Pure.class);
    }

    @ParameterizedTest
    @MethodSource("impure")
    void everyWayToBeImpureIsFound(Class<?> breaker) {
        assertThat(List.of(
                        finds(HouseRules.NOBODY_THERE_LOOKS_AT_A_CLOCK_THE_ENVIRONMENT_OR_DICE, breaker),
                        finds(HouseRules.NOTHING_THERE_IS_READ_SENT_OR_RUN_ASIDE, breaker)))
                .contains(true);
    }

    @Test
    void whatIsToldItsSeedItsTimeAndItsLocaleIsPure() {
        assertThat(finds(HouseRules.NOBODY_THERE_LOOKS_AT_A_CLOCK_THE_ENVIRONMENT_OR_DICE, Impure.Pure.class))
                .isFalse();
        assertThat(finds(HouseRules.NOTHING_THERE_IS_READ_SENT_OR_RUN_ASIDE, Impure.Pure.class))
                .isFalse();
    }

    @Test
    void aShellMayKnowKafka() {
        assertThat(finds(
                        HouseRules.ONLY_PROCESSOR_CLASSES_KNOW_KAFKA.allowEmptyShould(true),
                        KnowsKafka.PermittedProcessor.class))
                .isFalse();
    }

    private static boolean finds(ArchRule rule, Class<?> type) {
        return rule.evaluate(new ClassFileImporter().importClasses(type)).hasViolation();
    }
}
