package io.insitu.connectors.desk;

import io.insitu.connectors.desk.ModelVocabulary.Pool;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.Tool;
import io.insitu.schemas.event.ToolStep;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Writes a ticket, with what the agent was given to know, as tokens. The ticket comes first, so that each principle can be held
 * against it while it is read; more specific entries come before general ones.
 *
 * <pre>
 * &lt;bos&gt; &lt;task&gt; intent tier category object &lt;options&gt; r r r
 *   ( &lt;when&gt; term term &lt;do&gt; call )*  ( &lt;when&gt; term term &lt;use&gt; macro &lt;is&gt; call call call )*  &lt;act&gt;
 * </pre>
 */
public final class PromptEncoder {
    static final int MAX_PRINCIPLES = 4;
    static final int MAX_MACROS = 2;
    static final int MAX_CONDITIONS = 3;
    private static final int MAX_MACRO_STEPS = 5;

    private final World world;
    private final DeskVocabulary vocabulary;

    public PromptEncoder(World world) {
        this.world = world;
        this.vocabulary = new DeskVocabulary(world);
    }

    /** A prompt, and the macro-tools it offers: the i-th is called by the i-th macro symbol. */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    public record Prompt(int[] tokens, List<Tool> macros) {
        public Prompt {
            macros = List.copyOf(macros);
        }
    }

    /** Encodes a ticket; entries this agent cannot put into its language are left out. */
    public Prompt encode(DeskTask task, List<Principle> principles, List<Tool> tools) {
        Tokens prompt = new Tokens().add(ModelVocabulary.BOS, ModelVocabulary.TASK);
        task.terms().forEach(term -> prompt.add(vocabulary.required(term)));
        prompt.add(ModelVocabulary.OPTIONS);
        task.options().forEach(option -> prompt.add(vocabulary.required(option)));
        principles.stream()
                .filter(principle -> sayable(principle.getConditions()) && isAdvice(principle.getAction()))
                .sorted(Comparator.comparing(
                        principle -> -principle.getConditions().size()))
                .limit(MAX_PRINCIPLES)
                .forEach(principle -> conditions(prompt, principle.getConditions())
                        .add(ModelVocabulary.DO, vocabulary.required(principle.getAction())));
        List<Tool> macros = tools.stream()
                .filter(tool -> sayable(tool.getConditions()) && isWholeJob(tool))
                .sorted(Comparator.comparing(tool -> -tool.getConditions().size()))
                .limit(MAX_MACROS)
                .toList();
        for (int i = 0; i < macros.size(); i++) {
            conditions(prompt, macros.get(i).getConditions())
                    .add(ModelVocabulary.USE, Pool.MACRO.token(i), ModelVocabulary.IS);
            macros.get(i).getSteps().forEach(step -> prompt.add(vocabulary.required(step.getTool())));
        }
        return new Prompt(prompt.add(ModelVocabulary.ACT).toArray(), macros);
    }

    /** The vocabulary this encoder speaks. */
    public DeskVocabulary vocabulary() {
        return vocabulary;
    }

    private Tokens conditions(Tokens prompt, List<String> conditions) {
        List<Integer> terms = new ArrayList<>();
        conditions.forEach(term -> terms.add(vocabulary.required(term)));
        prompt.add(ModelVocabulary.WHEN);
        terms.stream().sorted().forEach(prompt::add); // pools are in the order of a ticket's terms
        return prompt;
    }

    private boolean sayable(List<String> conditions) {
        return !conditions.isEmpty()
                && conditions.size() <= MAX_CONDITIONS
                && conditions.stream().allMatch(term -> isTerm(term));
    }

    private boolean isTerm(String word) {
        Integer token = vocabulary.token(word);
        return token != null
                && (Pool.INTENT.holds(token)
                        || Pool.TIER.holds(token)
                        || Pool.CATEGORY.holds(token)
                        || Pool.OBJECT.holds(token));
    }

    /** Advice is about a choice: which resolution, or whether to verify; looking up needs no advice. */
    private boolean isAdvice(String action) {
        Integer token = vocabulary.token(action);
        return token != null && (token == ModelVocabulary.VERIFY || Pool.RESOLUTION.holds(token));
    }

    /** The agent uses macros that do a ticket from the lookup to the resolution. */
    private boolean isWholeJob(Tool tool) {
        List<ToolStep> steps = tool.getSteps();
        if (steps.size() < 2 || steps.size() > MAX_MACRO_STEPS) {
            return false;
        }
        Integer last = vocabulary.token(steps.get(steps.size() - 1).getTool());
        return steps.get(0).getTool().equals(world.tools().lookup())
                && last != null
                && Pool.RESOLUTION.holds(last)
                && steps.subList(1, steps.size() - 1).stream()
                        .allMatch(step -> step.getTool().equals(world.tools().verify()));
    }
}
