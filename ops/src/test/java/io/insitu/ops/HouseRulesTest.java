package io.insitu.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/**
 * The rules hold. Lives here because ops is the only module that sees all; {@link HouseRulesCatchTest} shows that each
 * can be broken.
 */
@AnalyzeClasses(packages = "io.insitu", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {
    @ArchTest
    static final ArchRule SCHEMAS_KNOW_NOBODY = HouseRules.SCHEMAS_KNOW_NOBODY;

    @ArchTest
    static final ArchRule PROCESSORS_KNOW_THE_WORDS = HouseRules.PROCESSORS_KNOW_THE_WORDS;

    @ArchTest
    static final ArchRule THE_TOPOLOGY_KNOWS_ITS_PROCESSORS = HouseRules.THE_TOPOLOGY_KNOWS_ITS_PROCESSORS;

    @ArchTest
    static final ArchRule THE_TRAINER_MEETS_OTHERS_IN_TOPICS = HouseRules.THE_TRAINER_MEETS_OTHERS_IN_TOPICS;

    @ArchTest
    static final ArchRule CONNECTORS_MEET_OTHERS_IN_TOPICS = HouseRules.CONNECTORS_MEET_OTHERS_IN_TOPICS;

    @ArchTest
    static final ArchRule ONLY_PROCESSOR_CLASSES_KNOW_KAFKA = HouseRules.ONLY_PROCESSOR_CLASSES_KNOW_KAFKA;

    @ArchTest
    static final ArchRule ONLY_THE_CPU_ENGINE_KNOWS_OPENBLAS = HouseRules.ONLY_THE_CPU_ENGINE_KNOWS_OPENBLAS;

    @ArchTest
    static final ArchRule ONLY_THE_CUDA_ENGINE_KNOWS_CUDA = HouseRules.ONLY_THE_CUDA_ENGINE_KNOWS_CUDA;

    @ArchTest
    static final ArchRule ONLY_ENGINES_KNOW_NATIVES = HouseRules.ONLY_ENGINES_KNOW_NATIVES;

    @ArchTest
    static final ArchRule NOBODY_THERE_LOOKS_AT_A_CLOCK_THE_ENVIRONMENT_OR_DICE =
            HouseRules.NOBODY_THERE_LOOKS_AT_A_CLOCK_THE_ENVIRONMENT_OR_DICE;

    @ArchTest
    static final ArchRule NOTHING_THERE_IS_READ_SENT_OR_RUN_ASIDE = HouseRules.NOTHING_THERE_IS_READ_SENT_OR_RUN_ASIDE;

    @Test
    void noMergeWasLeftHalfDone() throws Exception {
        assertThat(MergeMarkers.under(MergeMarkers.repository())).isEmpty();
    }
}
