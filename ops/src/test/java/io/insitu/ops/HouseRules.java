package io.insitu.ops;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.util.Random;

/** Which module may know which, what may know the natives, and the law of purity. */
final class HouseRules {
    private static final String SCHEMAS = "io.insitu.schemas..";
    private static final String PROCESSORS = "io.insitu.processors..";
    private static final String TOPOLOGY = "io.insitu.topology..";
    private static final String TRAINER = "io.insitu.trainer..";
    private static final String CONNECTORS = "io.insitu.connectors..";

    static final ArchRule SCHEMAS_KNOW_NOBODY = arrows(SCHEMAS, SCHEMAS);
    static final ArchRule PROCESSORS_KNOW_THE_WORDS = arrows(PROCESSORS, PROCESSORS, SCHEMAS);
    static final ArchRule THE_TOPOLOGY_KNOWS_ITS_PROCESSORS = arrows(TOPOLOGY, TOPOLOGY, PROCESSORS, SCHEMAS);
    static final ArchRule THE_TRAINER_MEETS_OTHERS_IN_TOPICS = arrows(TRAINER, TRAINER, SCHEMAS);
    static final ArchRule CONNECTORS_MEET_OTHERS_IN_TOPICS = arrows(CONNECTORS, CONNECTORS, SCHEMAS);

    static final ArchRule ONLY_PROCESSOR_CLASSES_KNOW_KAFKA = noClasses()
            .that()
            .resideInAPackage(PROCESSORS)
            .and(describe("are no part of a class named *Processor", (JavaClass type) -> !shell(type)))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");

    static final ArchRule ONLY_THE_CPU_ENGINE_KNOWS_OPENBLAS =
            onlyIn("..trainer.engine.cpu..", "org.bytedeco.openblas..");
    static final ArchRule ONLY_THE_CUDA_ENGINE_KNOWS_CUDA = onlyIn("..trainer.engine.cuda..", "org.bytedeco.cuda..");
    static final ArchRule ONLY_ENGINES_KNOW_NATIVES = onlyIn("..trainer.engine.*..", "org.bytedeco..");

    /** An access is a call, a reference such as {@code System::nanoTime}, or a field. */
    static final ArchRule NOBODY_THERE_LOOKS_AT_A_CLOCK_THE_ENVIRONMENT_OR_DICE = pure().should()
            .accessTargetWhere(describe(
                    "reads a clock, the environment or the dice",
                    (JavaAccess<?> access) -> Impurities.contain(access.getTarget())))
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Random.class)
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching("java\\.time\\.(Clock|InstantSource)|java\\.security\\.SecureRandom");

    /** A {@code Path} is allowed as a value: the settings of Streams name the state folder, Streams opens it. */
    static final ArchRule NOTHING_THERE_IS_READ_SENT_OR_RUN_ASIDE = pure().should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.(net\\..*|nio\\.file\\.(?!Path$).*|nio\\.channels\\..*|lang\\.(Thread|Process).*"
                    + "|io\\.(File|RandomAccess|Console).*|util\\.concurrent\\.(?!atomic).*)");

    private HouseRules() {}

    private static ArchRule arrows(String module, String... known) {
        return classes()
                .that()
                .resideInAPackage(module)
                .should()
                .onlyDependOnClassesThat(JavaClass.Predicates.resideOutsideOfPackage("io.insitu..")
                        .or(resideIn(known)));
    }

    private static ArchRule onlyIn(String place, String natives) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(place)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(natives);
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
                || type.getEnclosingClass().map(HouseRules::shell).orElse(false);
    }
}
