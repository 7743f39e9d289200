package io.insitu.processors.distil;

import io.insitu.processors.Memories;
import io.insitu.processors.StageFact;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.Principle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Principles from what can be checked on calls: repairs of errors, and instructions. Which attempts kept them is compared within
 * one task, so that a practice is not believed because it is common in easy tasks.
 */
final class Practices {
    private final PracticeBook book;
    private final PracticePublisher publisher;

    Practices(PracticeConfig config, Memories memories, Library<Principle> library, AttemptLog log) {
        book = new PracticeBook(memories.open(DistilMemory.PRACTICES), memories.open(DistilMemory.CALLED), config);
        publisher = new PracticePublisher(library, log, book, config);
    }

    /** Counts a new attempt; the practices it spoke of. */
    List<WatchedPractice> add(String lineage, Experience experience, Attempt attempt) {
        return book.add(lineage, attempt, Deeds.of(experience.getTrajectory()));
    }

    List<StageFact> publish(String lineage, List<WatchedPractice> spoken, Attempt attempt, long atMs) {
        List<StageFact> facts = new ArrayList<>();
        spoken.forEach(watched -> facts.addAll(publisher.consider(lineage, watched, attempt, atMs)));
        return facts;
    }

    /** Corrects the outcome of an attempt; the practices whose evidence that changes. */
    List<WatchedPractice> correct(String lineage, Attempt attempt) {
        return book.correct(lineage, watched -> watched.corrected(attempt.number(), attempt.success()));
    }

    void forget(String lineage, Attempt attempt) {
        book.correct(lineage, watched -> watched.without(attempt.number()));
    }

    /** Whether one that somebody proposed can be put under test. */
    boolean hasRoom(String lineage, Practice practice) {
        return book.hasRoom(lineage, practice);
    }

    /** Puts one under test that somebody proposed; the one that gives way to it, if any must. */
    Optional<Practice> propose(String lineage, Practice practice) {
        return book.propose(lineage, practice);
    }

    /** Whether an attempt of the lineage called or was offered such a tool. */
    boolean knows(String lineage, String tool) {
        return book.knows(lineage, tool);
    }
}
