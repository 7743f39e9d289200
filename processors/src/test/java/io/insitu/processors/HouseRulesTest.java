package io.insitu.processors;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.UUID;

/** The law of purity, checked. */
@AnalyzeClasses(packages = "io.insitu.processors", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {
    @ArchTest
    static final ArchRule ONLY_PROCESSORS_KNOW_KAFKA = noClasses()
            .that(describe(
                    "are no processor shell",
                    (JavaClass type) -> !type.getName().contains("Processor")))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule NOTHING_IS_DRAWN_READ_OR_SENT = noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching(
                    "java\\.(util\\.Random|util\\.concurrent\\..*|net\\..*|nio\\.file\\..*|lang\\.Thread|io\\.File.*)");

    @ArchTest
    static final ArchRule NOBODY_LOOKS_AT_A_CLOCK_OR_THE_ENVIRONMENT = noClasses()
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "getProperty", String.class)
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(UUID.class, "randomUUID")
            .orShould()
            .callMethod(Math.class, "random");

    @ArchTest
    static final ArchRule THE_OUTSIDE_IS_NOT_KNOWN_HERE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.insitu.topology..", "io.insitu.trainer..", "io.insitu.connectors..", "io.insitu.ops..");
}
