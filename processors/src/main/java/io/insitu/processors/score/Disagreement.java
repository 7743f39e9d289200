package io.insitu.processors.score;

import io.insitu.processors.score.FeedbackRubric.Kind;
import io.insitu.processors.score.Verdict.Strength;
import io.insitu.schemas.event.Trajectory;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Who contradicts what is believed. A person settles it, and so does a verifier over anything but another verifier. A claim
 * and opinions settle nothing between them: the claim is the agent's own, and an opinion is somebody's.
 *
 * @param by who is believed
 * @param against the sources that say the opposite, in the order in which they spoke
 * @param open whether nobody who knows better settles it
 */
public record Disagreement(String by, List<String> against, boolean open) {
    public Disagreement {
        against = List.copyOf(against);
    }

    /** As far as all who spoke of an attempt are heard. */
    public static Disagreement about(Trajectory attempt) {
        List<Verdict> heard = heard(attempt);
        return of(heard, believed(heard));
    }

    /** What everybody said of an attempt, in order. */
    static List<Verdict> heard(Trajectory attempt) {
        return Stream.of(Kind.values())
                .flatMap(kind -> kind.hears().verdicts(attempt, Peers.NONE).stream())
                .sorted(Comparator.comparingInt(Verdict::at))
                .toList();
    }

    static Verdict believed(List<Verdict> heard) {
        return heard.stream().max(Verdict.BY_STRENGTH).orElse(Verdict.NONE);
    }

    /**
     * @param spoken what everybody said, in order; of each source the last word counts
     */
    static Disagreement of(List<Verdict> spoken, Verdict believed) {
        Map<String, Verdict> last = new LinkedHashMap<>();
        for (Verdict verdict : spoken) {
            if (verdict.at() != Verdict.UNSPOKEN && verdict.graded()) {
                last.put(who(verdict), verdict);
            }
        }
        List<Verdict> against = last.values().stream()
                .filter(verdict -> believed.graded() && verdict.outcome() != believed.outcome())
                .toList();
        return new Disagreement(
                believed.source(),
                against.stream().map(Verdict::source).toList(),
                against.stream().anyMatch(verdict -> weighsAgainst(verdict, believed)));
    }

    private static boolean weighsAgainst(Verdict other, Verdict believed) {
        return switch (believed.strength()) {
            case PERSON, GUESS ->
                false; // who looked last has seen what others said; a vote is believed where nobody spoke
            case VERIFIER -> other.strength() == Strength.VERIFIER && believed.at() != Verdict.UNSPOKEN;
            case CLAIM, OPINION -> other.strength() == Strength.OPINION;
        };
    }

    /** One who speaks again in another version corrects itself, and so does an attempt, whoever of it speaks. */
    private static String who(Verdict verdict) {
        return Kind.of(verdict.source()) == Kind.OUTCOME
                ? Kind.OUTCOME.rubric()
                : verdict.source().split("@", 2)[0];
    }
}
