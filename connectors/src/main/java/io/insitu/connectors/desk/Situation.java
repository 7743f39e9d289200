package io.insitu.connectors.desk;

import io.insitu.connectors.desk.ModelVocabulary.Pool;
import java.util.List;
import java.util.Optional;

/** A made-up ticket in tokens, with the advice and macro-tools that apply to it, at a desk known by heart or at a new one. */
@SuppressWarnings("ArrayRecordComponent") // built once, never compared
record Situation(
        Optional<KnownDesk> desk, int[] terms, List<Integer> options, List<Advice> advice, List<Macro> macros) {
    /** A principle: when these terms, do this call. */
    record Advice(List<Integer> conditions, int action) {}

    /** A macro-tool: lookup, perhaps verify, then a resolution. */
    record Macro(List<Integer> conditions, boolean verifies, int resolution) {}

    Situation {
        options = List.copyOf(options);
        advice = List.copyOf(advice);
        macros = List.copyOf(macros);
    }

    int object() {
        return terms[3];
    }

    /** The resolution advised first, the best advice being the first; else what this desk always does. */
    Optional<Integer> advisedResolution() {
        if (desk.isPresent()) {
            return desk.map(known -> known.resolution(terms[0], terms[1]));
        }
        return advice.stream()
                .map(Advice::action)
                .filter(action -> action != ModelVocabulary.VERIFY)
                .findFirst();
    }

    boolean advisedToVerify() {
        return desk.map(known -> known.verifies(terms[2])).orElse(false)
                || advice.stream().anyMatch(each -> each.action() == ModelVocabulary.VERIFY);
    }

    Tokens prompt() {
        Tokens prompt = new Tokens()
                .add(desk.map(KnownDesk::token).orElse(ModelVocabulary.BOS), ModelVocabulary.TASK)
                .add(terms)
                .add(ModelVocabulary.OPTIONS);
        options.forEach(prompt::add);
        for (Advice each : advice) {
            prompt.add(ModelVocabulary.WHEN);
            each.conditions().forEach(prompt::add);
            prompt.add(ModelVocabulary.DO, each.action());
        }
        for (int i = 0; i < macros.size(); i++) {
            Macro macro = macros.get(i);
            prompt.add(ModelVocabulary.WHEN);
            macro.conditions().forEach(prompt::add);
            prompt.add(ModelVocabulary.USE, Pool.MACRO.token(i), ModelVocabulary.IS, ModelVocabulary.LOOKUP);
            if (macro.verifies()) {
                prompt.add(ModelVocabulary.VERIFY);
            }
            prompt.add(macro.resolution());
        }
        return prompt.add(ModelVocabulary.ACT);
    }
}
