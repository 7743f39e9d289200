package io.insitu.ops.bench.learn;

import io.insitu.connectors.context.ContextProvider;
import io.insitu.connectors.desk.Attempt;
import io.insitu.connectors.desk.AttemptLog;
import io.insitu.connectors.desk.DeskAgent;
import io.insitu.connectors.desk.DeskTask;
import io.insitu.connectors.desk.Policy;
import io.insitu.connectors.desk.RandomWorld;
import io.insitu.connectors.desk.World;
import io.insitu.connectors.desk.WorldFile;
import io.insitu.connectors.desk.WorldPhase;
import io.insitu.schemas.Digest;
import io.insitu.schemas.event.OutcomeKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Some desks drawn by a seed, none of which the base model or anything else was tuned to. */
record Desks(List<World> worlds) {
    private static final double TEMPERATURE = 1; // as it is served, and as it was sampled

    Desks {
        worlds = List.copyOf(worlds);
    }

    static Desks drawn(long firstSeed, int count, Path scratch) throws IOException {
        List<World> worlds = new ArrayList<>();
        for (long seed = firstSeed; seed < firstSeed + count; seed++) {
            Path file = scratch.resolve("world-" + seed + ".json");
            Files.writeString(file, RandomWorld.json(seed));
            worlds.add(WorldFile.read(file));
        }
        return new Desks(worlds);
    }

    /**
     * Several attempts at each of some tickets, taken from one desk after the other.
     *
     * @param purpose tickets of one purpose are never those of another
     */
    List<List<Tried>> groups(Policy policy, String purpose, int tickets, int attempts) {
        List<List<Tried>> groups = new ArrayList<>();
        for (int ticket = 0; ticket < tickets; ticket++) {
            List<Tried> group = new ArrayList<>();
            for (int i = 0; i < attempts; i++) {
                Recorder recorder = new Recorder();
                attempt(policy, purpose, ticket, i, recorder);
                Tried tried = recorder.tried();
                if (tried != null) {
                    group.add(tried);
                }
            }
            groups.add(group);
        }
        return groups;
    }

    /** Share of new tickets that end well; the same tickets, noise and draws for every policy. */
    double success(Policy policy, String purpose, int tickets) {
        int good = 0;
        int graded = 0;
        for (int ticket = 0; ticket < tickets; ticket++) {
            OutcomeKind outcome = attempt(policy, purpose, ticket, 0, AttemptLog.silent());
            good += outcome == OutcomeKind.SUCCESS ? 1 : 0;
            graded += outcome == OutcomeKind.INFRASTRUCTURE ? 0 : 1;
        }
        return graded == 0 ? 0 : (double) good / graded;
    }

    private OutcomeKind attempt(Policy policy, String purpose, int ticket, int attempt, AttemptLog log) {
        World world = worlds.get(ticket % worlds.size());
        String number = Integer.toString(ticket);
        DeskTask task = DeskTask.draw(world, WorldPhase.BEFORE, Digest.seed("learn-ticket", purpose, number));
        long seed = Digest.seed("learn-attempt", purpose, number, Integer.toString(attempt));
        Attempt tried = Attempt.alone("learn", purpose + "-" + number + "-" + attempt, task, seed, TEMPERATURE);
        return new DeskAgent(world, ContextProvider.none(), policy)
                .run(tried, log)
                .verdict()
                .outcome();
    }
}
