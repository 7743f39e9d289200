package io.insitu.processors.distil;

import io.insitu.processors.Ids;
import io.insitu.processors.Transcript;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.OutcomeKind;
import java.util.List;

/**
 * An attempt as a model that is asked for principles may read it.
 *
 * @param words what conditions may be made of
 */
public record Excerpt(String trajectoryId, String experienceId, String text, List<String> words) {
    static final Excerpt NONE = new Excerpt("", "", "", List.of());

    private static final int LONGEST = 8_000;
    private static final int MOST_WORDS = 256;
    private static final int LONGEST_WORD = 64;

    static Excerpt of(Experience experience, Deeds deeds) {
        List<String> words = deeds.task().all().stream()
                .filter(word -> word.length() <= LONGEST_WORD && Ids.violation("word", word) == null)
                // Conditions are joined by blanks.
                .filter(word -> word.chars().noneMatch(Character::isWhitespace))
                .sorted()
                .limit(MOST_WORDS)
                .toList();
        List<String> named = experience.getTrajectory().getTerms();
        String text = (experience.getOutcome() == OutcomeKind.SUCCESS ? "it succeeded" : "it failed")
                + (named.isEmpty() ? "" : "\nterms: " + String.join(", ", words))
                + "\n" + Transcript.of(experience.getTrajectory(), LONGEST);
        return new Excerpt(experience.getTrajectory().getTrajectoryId(), experience.getExperienceId(), text, words);
    }

    boolean isNone() {
        return trajectoryId.isEmpty();
    }
}
