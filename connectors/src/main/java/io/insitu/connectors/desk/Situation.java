package io.insitu.connectors.desk;

import io.insitu.connectors.desk.ModelVocabulary.Pool;
import java.util.List;
import java.util.Optional;

/** A made-up ticket in tokens, with advice and macro-tools, and what of them applies. */
@SuppressWarnings("ArrayRecordComponent") // built once, never compared
record Situation(int[] terms, List<Integer> options, List<Advice> advice, List<Macro> macros) {
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

    boolean applies(List<Integer> conditions) {
        return conditions.stream().allMatch(condition -> {
            for (int term : terms) {
                if (term == condition) {
                    return true;
                }
            }
            return false;
        });
    }

    /** The resolution advised first among what applies and the customer accepts. */
    Optional<Integer> advisedResolution() {
        return advice.stream()
                .filter(each -> applies(each.conditions()) && options.contains(each.action()))
                .map(Advice::action)
                .findFirst();
    }

    boolean advisedToVerify() {
        return advice.stream().anyMatch(each -> each.action() == ModelVocabulary.VERIFY && applies(each.conditions()));
    }

    /** The first macro that applies, ends in an accepted resolution and contradicts no advice. */
    Optional<Integer> usableMacro() {
        for (int i = 0; i < macros.size(); i++) {
            Macro macro = macros.get(i);
            boolean agrees =
                    advisedResolution().map(r -> r == macro.resolution()).orElse(true)
                            && (macro.verifies() || !advisedToVerify());
            if (applies(macro.conditions()) && options.contains(macro.resolution()) && agrees) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    Tokens prompt() {
        Tokens prompt = new Tokens()
                .add(ModelVocabulary.BOS, ModelVocabulary.TASK)
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
