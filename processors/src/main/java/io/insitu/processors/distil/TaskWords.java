package io.insitu.processors.distil;

import io.insitu.schemas.event.Trajectory;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What describes a task: the terms its application named, or else the words of its instruction. Read only when asked for. */
final class TaskWords {
    private final Trajectory attempt;
    private @Nullable Collection<String> words;

    TaskWords(Trajectory attempt) {
        this.attempt = attempt;
    }

    Collection<String> all() {
        if (words == null) {
            words = attempt.getTerms().isEmpty()
                    ? TermBook.words(attempt.getInstruction())
                    : Set.copyOf(attempt.getTerms());
        }
        return words;
    }

    /** Whether advice under these conditions speaks of this task. */
    boolean meet(Collection<String> conditions) {
        return conditions.isEmpty() || all().containsAll(conditions);
    }
}
