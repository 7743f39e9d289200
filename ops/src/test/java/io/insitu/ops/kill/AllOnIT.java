package io.insitu.ops.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.ops.cli.Main;
import java.io.PrintStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The laws hold with everything switched on at once: all rubrics, a judge and a distiller at a real endpoint that is slow, away, wrong
 * or hostile, both doors, the importer, a choice of samples, malformed input on each way in, and SIGKILL for every process in the
 * middle of it. {@code ops/kill-test --all-on} is the same, longer.
 */
class AllOnIT {
    @TempDir
    Path root;

    @Test
    void theLawsHoldWithEverythingSwitchedOnThroughAKillOfEveryProcess() throws Exception {
        KillRun.Outcome outcome;
        PrintStream says = System.out;
        try (KillRun run = new KillRun(Path.of("insitu"), root, 1, 1, 20, says)) {
            outcome = run.run();
        }
        System.out.println("all on: " + outcome.counts());
        assertThat(outcome.laws())
                .allSatisfy((law, broken) -> assertThat(broken).as(law).isEmpty());
        assertThat(outcome.counts())
                .as("there is something to keep the laws about")
                .allSatisfy((what, many) -> assertThat(many).as(what).isPositive());
        String data = root.resolve("data").toString();
        assertThat(Main.commandLine().execute("replay", "--data", data, "--into", "check", "--diff"))
                .as("the digest after a replay")
                .isZero();
    }
}
