package io.insitu.ops;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;

/** Which module may know which, and the law of purity. Lives here because ops is the only module that sees all. */
@AnalyzeClasses(packages = "io.insitu", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {
    private static final String SCHEMAS = "io.insitu.schemas..";
    private static final String PROCESSORS = "io.insitu.processors..";
    private static final String TOPOLOGY = "io.insitu.topology..";
    private static final String TRAINER = "io.insitu.trainer..";
    private static final String CONNECTORS = "io.insitu.connectors..";

    /** What would make the same log give another state: clocks, draws nobody seeded, the environment. */
    private static final Map<String, Set<String>> IMPURE = Map.of(
            "java.lang.System",
                    Set.of(
                            "currentTimeMillis",
                            "nanoTime",
                            "getenv",
                            "getProperty",
                            "getProperties",
                            "identityHashCode"),
            "java.lang.Math", Set.of("random"),
            "java.util.UUID", Set.of("randomUUID"),
            "java.time.Instant", Set.of("now"),
            "java.time.LocalDate", Set.of("now"),
            "java.time.LocalDateTime", Set.of("now"),
            "java.time.ZonedDateTime", Set.of("now"),
            "java.time.OffsetDateTime", Set.of("now"));

    @ArchTest
    static final ArchRule SCHEMAS_KNOW_NOBODY = arrows(SCHEMAS, SCHEMAS);

    @ArchTest
    static final ArchRule PROCESSORS_KNOW_THE_WORDS = arrows(PROCESSORS, PROCESSORS, SCHEMAS);

    @ArchTest
    static final ArchRule THE_TOPOLOGY_KNOWS_ITS_PROCESSORS = arrows(TOPOLOGY, TOPOLOGY, PROCESSORS, SCHEMAS);

    @ArchTest
    static final ArchRule THE_TRAINER_MEETS_OTHERS_IN_TOPICS = arrows(TRAINER, TRAINER, SCHEMAS);

    @ArchTest
    static final ArchRule CONNECTORS_MEET_OTHERS_IN_TOPICS = arrows(CONNECTORS, CONNECTORS, SCHEMAS);

    @ArchTest
    static final ArchRule ONLY_PROCESSOR_CLASSES_KNOW_KAFKA = noClasses()
            .that()
            .resideInAPackage(PROCESSORS)
            .and(describe("are no part of a class named *Processor", (JavaClass type) -> !shell(type)))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule NOBODY_THERE_LOOKS_AT_A_CLOCK_THE_ENVIRONMENT_OR_DICE = pure().should()
            .callCodeUnitWhere(describe(
                    "reads a clock, the environment or the dice",
                    (JavaCall<?> call) -> IMPURE.getOrDefault(
                                    call.getTargetOwner().getName(), Set.of())
                            .contains(call.getName())))
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Random.class)
            .orShould()
            .callConstructor(SplittableRandom.class)
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching("java\\.time\\.(Clock|InstantSource)|java\\.security\\.SecureRandom");

    /** A {@code Path} is allowed as a value: the settings of Streams name the state folder, Streams opens it. */
    @ArchTest
    static final ArchRule NOTHING_THERE_IS_READ_SENT_OR_RUN_ASIDE = pure().should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.(net\\..*|nio\\.file\\.(?!Path$).*|nio\\.channels\\..*|lang\\.(Thread|Process).*"
                    + "|io\\.(File|RandomAccess|Console).*|util\\.concurrent\\.(?!atomic).*)");

    private static ArchRule arrows(String module, String... known) {
        return classes()
                .that()
                .resideInAPackage(module)
                .should()
                .onlyDependOnClassesThat(JavaClass.Predicates.resideOutsideOfPackage("io.insitu..")
                        .or(resideIn(known)));
    }

    private static DescribedPredicate<JavaClass> resideIn(String... packages) {
        return JavaClass.Predicates.resideInAnyPackage(packages);
    }

    private static GivenClassesConjunction pure() {
        return noClasses().that().resideInAnyPackage(PROCESSORS, TOPOLOGY);
    }

    /** Whether this is a processor, or a class inside one. */
    private static boolean shell(JavaClass type) {
        return type.getSimpleName().endsWith("Processor")
                || type.getEnclosingClass().map(HouseRulesTest::shell).orElse(false);
    }
}
