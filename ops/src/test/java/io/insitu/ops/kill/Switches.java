package io.insitu.ops.kill;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** The settings of a folder on which everything that can be switched on is. */
final class Switches {
    private Switches() {}

    static void write(Path data) throws IOException {
        Files.createDirectories(data);
        Files.writeString(data.resolve("scoring.json"), """
                {"rubrics": {"human": 1, "verifier": 1, "outcome": 1, "judge": 1, "user": 1, "opinion": 0.5, "expected-actions": 0.5,
                  "answers": 0.5, "majority": 0.2, "tool-errors": 1, "stages": 0.1, "repeats": 0.1, "effort": 0.1, "uncertainty": 0.1},
                 "majorityFloor": 0.5, "majorityVotes": 2, "asksJudge": true, "stepCredit": 0.2, "groupGraceMs": 5000}""");
        Files.writeString(data.resolve("distilling.json"), """
                {"asksModel": true, "questions": 8, "window": 16}""");
        Files.writeString(data.resolve("selection.json"), """
                {"freshPerBatch": 4, "replayPerBatch": 4, "difficulty": 0.5, "novelty": 0.5, "uncertainty": 0.3, "explore": 0.2,
                 "maxPerTask": 4, "temperature": 0.5}""");
        Files.writeString(data.resolve("retrieval.json"), """
                {"withholdRate": 0.1}""");
    }

    /** Of the process that answers as judge and distiller. */
    static Path model(Path folder, URI base) throws IOException {
        return Files.writeString(folder.resolve("model.json"), """
                {"llm": {"base": "%s", "model": "m", "requests": 100000, "tokens": 100000000, "patienceMs": %d, "attempts": 2}}""".formatted(base, Endpoint.PATIENCE_MS));
    }
}
