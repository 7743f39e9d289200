package io.insitu.ops.report;

import java.util.List;
import java.util.Map;

/**
 * The whole report; its JSON form is stable: fields are added, never renamed.
 *
 * @param format 1
 */
public record Report(
        int format,
        Run run,
        Machine machine,
        Map<String, ArmReport> arms,
        Infrastructure infrastructure,
        Map<String, Integer> deadLetters) {

    /** What was run. */
    public record Run(
            String world, long seed, int episodes, List<String> arms, double pace, boolean complete, int driftEpisode) {
        public Run {
            arms = List.copyOf(arms);
        }
    }

    /** On what. */
    public record Machine(String os, String cpu, int cores, String jdk, double memoryMb) {}

    /** What the run took. */
    public record Infrastructure(
            long events, double seconds, double eventsPerSecond, double startSeconds, double rssMb) {}
}
