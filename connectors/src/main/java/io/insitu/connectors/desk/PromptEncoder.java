package io.insitu.connectors.desk;

import io.insitu.connectors.desk.ModelVocabulary.Pool;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.Tool;
import io.insitu.schemas.event.ToolStep;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a ticket, with what the agent was given to know, as tokens. The ticket comes first, so that each principle can be held
 * against it while it is read; entries come in the order they were given in, best first.
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

    /**
     * Encodes a ticket with the entries that apply to it and can be followed: the model's few parameters are for acting, not for
     * checking conditions that are written down.
     */
    public Prompt encode(DeskTask task, List<Principle> principles, List<Tool> tools) {
        List<Principle> advice = principles.stream()
                .filter(principle -> applies(principle.getConditions(), task) && canFollow(principle.getAction(), task))
                .limit(MAX_PRINCIPLES)
                .toList();
        List<Tool> macros = tools.stream()
                .filter(tool -> applies(tool.getConditions(), task) && isWholeJob(tool, task) && agrees(tool, advice))
                .limit(MAX_MACROS)
                .toList();
        Tokens prompt = new Tokens().add(ModelVocabulary.BOS, ModelVocabulary.TASK);
        task.terms().forEach(term -> prompt.add(vocabulary.required(term)));
        prompt.add(ModelVocabulary.OPTIONS);
        task.options().forEach(option -> prompt.add(vocabulary.required(option)));
        advice.forEach(principle -> conditions(prompt, principle.getConditions())
                .add(ModelVocabulary.DO, vocabulary.required(principle.getAction())));
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

    private static boolean applies(List<String> conditions, DeskTask task) {
        return !conditions.isEmpty()
                && conditions.size() <= MAX_CONDITIONS
                && task.terms().containsAll(conditions);
    }

    /** Advice is about a choice: an accepted resolution, or to verify; looking up needs no advice. */
    private boolean canFollow(String action, DeskTask task) {
        return action.equals(world.tools().verify()) || task.options().contains(action);
    }

    /** The agent uses macros that do a ticket from the lookup to an accepted resolution. */
    private boolean isWholeJob(Tool tool, DeskTask task) {
        List<ToolStep> steps = tool.getSteps();
        return steps.size() >= 2
                && steps.size() <= MAX_MACRO_STEPS
                && steps.get(0).getTool().equals(world.tools().lookup())
                && task.options().contains(resolutionOf(tool))
                && steps.subList(1, steps.size() - 1).stream()
                        .allMatch(step -> step.getTool().equals(world.tools().verify()));
    }

    private boolean agrees(Tool tool, List<Principle> advice) {
        String verify = world.tools().verify();
        boolean verifies = tool.getSteps().size() > 2;
        return advice.stream().noneMatch(principle -> principle.getAction().equals(verify) && !verifies)
                && advice.stream()
                        .map(Principle::getAction)
                        .filter(action -> !action.equals(verify))
                        .findFirst()
                        .map(action -> action.equals(resolutionOf(tool)))
                        .orElse(true);
    }

    private static String resolutionOf(Tool tool) {
        return tool.getSteps().get(tool.getSteps().size() - 1).getTool();
    }
}
