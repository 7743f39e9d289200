package io.insitu.processors.score;

import io.insitu.processors.score.FeedbackRubric.Kind;
import io.insitu.schemas.event.Trajectory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Every rubric by its name, and those that judge the attempts of each lineage. */
final class RubricBook {
    private static final Map<String, Function<Parts, Rubric>> KNOWN = known();

    /** All there are, in the order in which they are asked and summed. */
    static final List<String> NAMES = List.copyOf(KNOWN.keySet());

    private final ScoreConfig config;
    private final OutcomeAudit audit;
    private final Effects effects;
    private final Map<RubricPlan, List<Weighted>> made = new HashMap<>();

    RubricBook(ScoreConfig config, OutcomeAudit audit) {
        this.config = config;
        this.audit = audit;
        this.effects = new Effects(config.readingTools());
    }

    /** A rubric and the share of its reward that counts. */
    record Weighted(Rubric rubric, double weight) {}

    private record Parts(ScoreConfig config, RubricPlan plan, OutcomeAudit audit, Effects effects) {}

    private static Map<String, Function<Parts, Rubric>> known() {
        Map<String, Function<Parts, Rubric>> known = new LinkedHashMap<>();
        for (Kind kind : Kind.values()) {
            known.put(kind.rubric(), parts -> kind.hears());
        }
        known.put(ExpectedActionsRubric.NAME, parts -> new ExpectedActionsRubric(parts.audit()));
        known.put(AnswersRubric.NAME, parts -> new AnswersRubric(parts.effects()));
        known.put(
                MajorityRubric.NAME,
                parts -> new MajorityRubric(
                        parts.plan().majorityFloor(), parts.plan().majorityVotes()));
        known.put(
                ToolErrorRubric.NAME,
                parts -> new ToolErrorRubric(
                        parts.config().toolErrorPenalty(), parts.config().toolErrorFloor()));
        known.put(StagesRubric.NAME, parts -> new StagesRubric());
        known.put(RepeatsRubric.NAME, parts -> new RepeatsRubric(parts.effects()));
        known.put(EffortRubric.NAME, parts -> new EffortRubric());
        known.put(UncertaintyRubric.NAME, parts -> new UncertaintyRubric());
        return known;
    }

    Effects effects() {
        return effects;
    }

    /** Those that judge a lineage, in their order. */
    List<Weighted> of(String lineage) {
        return made.computeIfAbsent(config.planOf(lineage), this::make);
    }

    private List<Weighted> make(RubricPlan plan) {
        Parts parts = new Parts(config, plan, audit, effects);
        List<Weighted> rubrics = new ArrayList<>();
        KNOWN.forEach((name, maker) -> {
            Double weight = plan.weights().get(name);
            if (weight != null) {
                rubrics.add(new Weighted(maker.apply(parts), weight));
            }
        });
        return List.copyOf(rubrics);
    }

    RubricPlan planOf(String lineage) {
        return config.planOf(lineage);
    }

    /** Whether recorded successes of a lineage are compared with what was done. */
    boolean doubts(String lineage) {
        return config.planOf(lineage).names(ExpectedActionsRubric.NAME);
    }

    Peers peers(List<Trajectory> attempts) {
        return new Peers(attempts, new FinalAnswer(effects)::of);
    }
}
