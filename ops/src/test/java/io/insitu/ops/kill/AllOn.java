package io.insitu.ops.kill;

import java.nio.file.Path;
import java.util.List;

/**
 * What {@code ops/kill-test --all-on} runs: the laws hold with everything switched on at once, and SIGKILL for every process in
 * the middle of it. The script then counts and replays. Two minutes with a single kill: too long for every build.
 */
final class AllOn {
    private static final long PAUSE_MS = 60;
    private static final int SHOWN = 10;

    private AllOn() {}

    public static void main(String[] words) throws Exception {
        Path insitu = Path.of(words[0]);
        Path root = Path.of(words[1]);
        KillRun.Outcome outcome;
        try (KillRun run =
                new KillRun(insitu, root, Long.parseLong(words[2]), Integer.parseInt(words[3]), PAUSE_MS, System.out)) {
            outcome = run.run();
        }
        outcome.counts().forEach((what, many) -> System.out.println(what + ": " + many));
        outcome.laws().forEach((law, broken) -> {
            System.out.println(law + ": " + (broken.isEmpty() ? "yes" : "NO, " + broken.size() + " times"));
            broken.stream().limit(SHOWN).forEach(where -> System.out.println("  " + where));
        });
        boolean holds = outcome.laws().values().stream().allMatch(List::isEmpty)
                && outcome.counts().values().stream().noneMatch(many -> many == 0);
        System.exit(holds ? 0 : 1);
    }
}
