package io.insitu.ops.bench.learn;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.serving.AgentRuntime;
import io.insitu.connectors.serving.RuntimeOptions;
import io.insitu.ops.ExitCode;
import io.insitu.ops.UserError;
import io.insitu.ops.cli.Table;
import io.insitu.ops.demo.BaseModelFiles;
import io.insitu.ops.report.Interval;
import io.insitu.ops.site.Folders;
import io.insitu.ops.train.Method;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.step.BaseModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Each method teaches the demo's model at drawn desks; what it gained, and whether going on for long undoes it. */
@Command(
        name = "learn",
        mixinStandardHelpOptions = true,
        description =
                "Does it learn: success before and after SFT, DPO, NFT and GRPO, over seeds, and after a long run.")
public final class LearnBench implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Desks of one seed never are those of another, and those for the exam none of those for learning. */
    private static final long APART = 1_000;

    private static final long ELSEWHERE = 500;

    @Option(
            names = "--methods",
            split = ",",
            defaultValue = "sft,dpo,nft,grpo",
            description = "Some of sft, dpo, nft, grpo (default: ${DEFAULT-VALUE}).")
    private List<String> methods = List.of();

    @Option(names = "--seeds", defaultValue = "5", description = "How many (default: ${DEFAULT-VALUE}).")
    private int seeds;

    @Option(names = "--desks", defaultValue = "1", description = "Desks to learn at (default: ${DEFAULT-VALUE}).")
    private int desks;

    @Option(
            names = "--elsewhere",
            defaultValue = "20",
            description = "Desks for the exam that nobody learns at (default: ${DEFAULT-VALUE}).")
    private int elsewhere;

    @Option(names = "--rounds", defaultValue = "6", description = "Rounds that should do (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--longer",
            defaultValue = "5",
            description = "The whole run is so many times as long (default: ${DEFAULT-VALUE}).")
    private int longer;

    @Option(names = "--tickets", defaultValue = "24", description = "Tickets of a round (default: ${DEFAULT-VALUE}).")
    private int tickets;

    @Option(names = "--attempts", defaultValue = "8", description = "At each ticket (default: ${DEFAULT-VALUE}).")
    private int attempts;

    @Option(names = "--exam", defaultValue = "400", description = "Tickets of an exam (default: ${DEFAULT-VALUE}).")
    private int exam;

    @Option(names = "--lr", defaultValue = "1e-3", description = "Learning rate (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Option(names = "--epochs", defaultValue = "1", description = "Passes over a round (default: ${DEFAULT-VALUE}).")
    private int epochs;

    @Option(names = "--unguarded", description = "grpo: without its pull to the base and its entropy guard.")
    private boolean unguarded;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (Stream.of(seeds, desks, elsewhere, rounds, longer, tickets, exam, epochs)
                        .anyMatch(n -> n < 1)
                || attempts < 2
                || !(rate > 0)) {
            throw UserError.usage("every number must be at least 1, --attempts at least 2, --lr above 0");
        }
        Path scratch = Files.createTempDirectory("insitu-learn-");
        try {
            run(scratch);
        } finally {
            Folders.delete(scratch);
        }
        return ExitCode.OK;
    }

    private void run(Path scratch) throws IOException {
        Path model = BaseModelFiles.unpack(scratch);
        ObjectNode root = JSON.createObjectNode();
        root.put("desks", desks)
                .put("desksElsewhere", elsewhere)
                .put("rounds", rounds)
                .put("longer", longer);
        root.put("ticketsPerRound", tickets).put("attemptsPerTicket", attempts).put("examTickets", exam);
        root.put("learningRate", rate).put("epochs", epochs).put("guarded", !unguarded);
        Table table = new Table("method", "where", "before", "after", "gain", "gain x" + longer, "kl", "entropy");
        try (BaseModel base = BaseModel.read(new CpuEngines(), model);
                AgentRuntime runtime = AgentRuntime.open(model, RuntimeOptions.defaults())) {
            for (Method method : chosen()) {
                taught(method, base, runtime, scratch, root.putObject(word(method)), table);
            }
        }
        if (json) {
            System.out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root));
        } else {
            table.print(false);
        }
    }

    private List<Method> chosen() {
        List<Method> chosen = new ArrayList<>();
        for (String name : methods) {
            chosen.add(Arrays.stream(Method.values())
                    .filter(method -> word(method).equals(name.strip()))
                    .findFirst()
                    .orElseThrow(() -> UserError.usage("--methods " + name + ": known are sft, dpo, nft, grpo")));
        }
        return chosen;
    }

    private static String word(Method method) {
        return method.name().toLowerCase(Locale.ROOT);
    }

    private void taught(Method method, BaseModel base, AgentRuntime runtime, Path scratch, ObjectNode node, Table table)
            throws IOException {
        Course.Size size = new Course.Size(rounds, longer, tickets, attempts, exam);
        List<Course.Standing> before = new ArrayList<>();
        List<Course.Standing> after = new ArrayList<>();
        List<Course.Standing> late = new ArrayList<>();
        for (long seed = 1; seed <= seeds; seed++) {
            Course course = new Course(
                    base,
                    runtime,
                    Desks.drawn(seed * APART, desks, scratch),
                    Desks.drawn(seed * APART + ELSEWHERE, elsewhere, scratch),
                    size);
            before.add(course.before(seed));
            List<Course.Standing> standings = course.taught(new Lesson(method, rate, epochs, !unguarded), seed);
            after.add(standings.get(0));
            late.add(standings.get(standings.size() - 1));
            System.err.printf(
                    Locale.ROOT, "%s seed %d: %s %s%n", word(method), seed, before.get((int) seed - 1), standings);
        }
        told("learnt", Course.Standing::learnt, before, after, late, node.putObject("newTickets"), table, method);
        told("elsewhere", Course.Standing::elsewhere, before, after, late, node.putObject("otherDesks"), table, method);
        node.set("perSeed", perSeed(before, after, late));
    }

    private static void told(
            String where,
            ToDoubleFunction<Course.Standing> success,
            List<Course.Standing> before,
            List<Course.Standing> after,
            List<Course.Standing> late,
            ObjectNode node,
            Table table,
            Method method) {
        Interval start = interval(before, success);
        Interval end = interval(after, success);
        Interval gain = gain(before, after, success);
        Interval lateGain = gain(before, late, success);
        put(node, "before", start);
        put(node, "after", end);
        put(node, "gain", gain);
        put(node, "gainLonger", lateGain);
        put(node, "klLonger", interval(late, Course.Standing::kl));
        put(node, "entropyLonger", interval(late, Course.Standing::entropy));
        table.row(
                word(method),
                where,
                start.points(),
                end.points(),
                gain.points(),
                lateGain.points(),
                interval(late, Course.Standing::kl).mean(),
                interval(late, Course.Standing::entropy).mean());
    }

    private static void put(ObjectNode node, String name, Interval interval) {
        node.putObject(name).put("mean", interval.mean()).put("halfWidth", interval.halfWidth());
    }

    private static Interval interval(List<Course.Standing> standings, ToDoubleFunction<Course.Standing> value) {
        return Interval.of(standings.stream().map(value::applyAsDouble).toList());
    }

    /** Seed by seed: the same desks, tickets and draws before and after. */
    private static Interval gain(
            List<Course.Standing> before, List<Course.Standing> after, ToDoubleFunction<Course.Standing> value) {
        List<Double> gains = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            gains.add(value.applyAsDouble(after.get(i)) - value.applyAsDouble(before.get(i)));
        }
        return Interval.of(gains);
    }

    private static ArrayNode perSeed(
            List<Course.Standing> before, List<Course.Standing> after, List<Course.Standing> late) {
        ArrayNode all = JSON.createArrayNode();
        for (int i = 0; i < before.size(); i++) {
            ArrayNode one = all.addArray();
            Stream.of(before.get(i), after.get(i), late.get(i))
                    .forEach(standing -> one.add(JSON.valueToTree(standing)));
        }
        return all;
    }
}
