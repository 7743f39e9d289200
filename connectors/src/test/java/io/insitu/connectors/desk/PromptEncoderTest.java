package io.insitu.connectors.desk;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.schemas.event.EntryStatus;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.Tool;
import java.util.List;
import org.junit.jupiter.api.Test;

class PromptEncoderTest {
    private final World world = Desks.tiny();
    private final PromptEncoder encoder = new PromptEncoder(world);
    private final DeskTask task = Desks.refund("gold", "damaged", WorldPhase.BEFORE, List.of("swap", "credit"));

    @Test
    void aTicketReadsBackAsItsWords() {
        assertThat(text(encoder.encode(task, List.of(), List.of())))
                .isEqualTo("<bos> <task> refund gold damaged lamp <options> swap credit <act>");
    }

    @Test
    void adviceComesInTheOrderGivenAndMacrosLast() {
        String text = text(encoder.encode(
                task,
                List.of(principle("photo", "damaged"), principle("credit", "gold", "refund")),
                List.of(Desks.macro("quick", List.of("refund"), "find", "photo", "credit"))));
        assertThat(text)
                .endsWith("<when> damaged <do> photo <when> refund gold <do> credit"
                        + " <when> refund <use> macro_0 <is> find photo credit <act>");
    }

    @Test
    void whatDoesNotApplyOrCannotBeFollowedIsLeftOut() {
        List<Principle> advice = List.of(
                principle("find", "gold"), principle("close", "gold"), principle("swap", "basic"), principle("swap"));
        List<Tool> macros = List.of(
                Desks.macro("half", List.of("refund"), "find", "photo"),
                Desks.macro("late", List.of("refund"), "photo", "credit"),
                Desks.macro("elsewhere", List.of("cancel"), "find", "credit"),
                Desks.macro("nested", List.of("refund"), "find", "quick", "credit"));
        assertThat(encoder.encode(task, advice, macros).tokens())
                .isEqualTo(encoder.encode(task, List.of(), List.of()).tokens());
    }

    @Test
    void aMacroThatContradictsAdviceIsNotOffered() {
        List<Tool> macros = List.of(Desks.macro("quick", List.of("refund"), "find", "credit"));
        assertThat(encoder.encode(task, List.of(principle("swap", "gold")), macros)
                        .macros())
                .isEmpty();
        assertThat(encoder.encode(task, List.of(principle("photo", "gold")), macros)
                        .macros())
                .isEmpty();
        assertThat(encoder.encode(task, List.of(principle("credit", "gold")), macros)
                        .macros())
                .isEqualTo(macros);
    }

    @Test
    void everyWordOfEveryShippedWorldHasItsOwnTokenAndBack() {
        for (String name : WorldFile.shipped()) {
            World shipped = WorldFile.shipped(name);
            DeskVocabulary vocabulary = new DeskVocabulary(shipped);
            List<String> words = new java.util.ArrayList<>(shipped.resolutionsEver());
            words.addAll(shipped.words().intents());
            words.addAll(shipped.words().tiers());
            words.addAll(shipped.words().categories());
            words.addAll(shipped.words().objects());
            words.add(shipped.tools().lookup());
            words.add(shipped.tools().verify());
            assertThat(words.stream().map(vocabulary::token))
                    .doesNotContainNull()
                    .doesNotHaveDuplicates();
            words.forEach(word ->
                    assertThat(vocabulary.word(vocabulary.required(word))).isEqualTo(word));
        }
    }

    private String text(PromptEncoder.Prompt prompt) {
        return encoder.vocabulary().text(prompt.tokens());
    }

    private static Principle principle(String action, String... conditions) {
        return Principle.newBuilder()
                .setId(action)
                .setLineage("desk")
                .setTaxonomy("choice")
                .setConditions(List.of(conditions))
                .setAction(action)
                .setStatement("")
                .setExplanation("")
                .setExamples(List.of())
                .setEvidence(Desks.evidence())
                .setUtility(Desks.utility())
                .setStatus(EntryStatus.ACTIVE)
                .setRevision(1)
                .setUpdatedMs(0)
                .build();
    }
}
