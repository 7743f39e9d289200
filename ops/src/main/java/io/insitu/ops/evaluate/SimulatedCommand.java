package io.insitu.ops.evaluate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.ops.ExitCode;
import io.insitu.ops.UserError;
import io.insitu.ops.cli.Table;
import io.insitu.ops.evaluate.SimulatedTwins.Stream;
import io.insitu.ops.report.Interval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.LongFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Does what was learnt come near a truth that is known, because the stream was made from it? */
@Command(
        name = "simulated",
        mixinStandardHelpOptions = true,
        description = {
            "Simulated streams with a known truth, through the real stages: lifts, near-duplicate rules, choice of samples,",
            "rewards by majority. Means over seeds with 95 %% intervals."
        })
final class SimulatedCommand implements Callable<Integer> {
    @Option(names = "--seeds", defaultValue = "10", description = "Streams of each kind (default: ${DEFAULT-VALUE}).")
    private int seeds = 10;

    @Option(names = "--first", defaultValue = "1", description = "The first seed (default: ${DEFAULT-VALUE}).")
    private long first = 1;

    @Option(names = "--only", description = "Streams whose name begins with this.")
    private String only = "";

    @Option(names = "--json", description = "As one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        if (seeds < 2) {
            throw UserError.usage("--seeds must be at least 2, was " + seeds + ": one seed has no interval");
        }
        Map<String, LongFunction<Map<String, Double>>> streams = streams();
        streams.keySet().removeIf(name -> !name.startsWith(only));
        if (streams.isEmpty()) {
            throw UserError.usage("--only " + only + ": no stream's name begins so; they are "
                    + String.join(", ", streams().keySet()));
        }
        ObjectNode all = JsonNodeFactory.instance.objectNode().put("seeds", seeds);
        Table table = new Table("stream", "measure", "mean", "95 % interval");
        streams.forEach((name, run) -> measure(name, run, all, table));
        if (json) {
            System.out.println(all.toPrettyString());
        } else {
            table.print(false);
        }
        return ExitCode.OK;
    }

    private static Map<String, LongFunction<Map<String, Double>>> streams() {
        Map<String, LongFunction<Map<String, Double>>> streams = new LinkedHashMap<>();
        streams.put("liftsEqualTasks5", seed -> SimulatedLifts.run(seed, 0.05, 0));
        streams.put("liftsUnequalTasks5", seed -> SimulatedLifts.run(seed, 0.05, 0.15));
        streams.put("liftsUnequalTasks20", seed -> SimulatedLifts.run(seed, 0.2, 0.15));
        twins("nearDuplicates", Stream.PLAIN, streams);
        twins("nearDuplicatesNoisy", Stream.NOISY, streams);
        twins("nearDuplicatesNoisyLong", Stream.NOISY_LONG, streams);
        twins("nothingRare", Stream.NOTHING_RARE, streams);
        streams.put("contrastNull", seed -> SimulatedContrast.run(seed, 0, 0.5, 0));
        streams.put("contrastHelpful", seed -> SimulatedContrast.run(seed, 5, 0.5, 0.4));
        streams.put("contrastNeeded", seed -> SimulatedContrast.run(seed, 5, 0.1, 0.8));
        streams.put("curriculum", SimulatedCurriculum::run);
        streams.put("majority", SimulatedMajority::run);
        return streams;
    }

    /** With exceptions heeded and not, on the same tasks. */
    private static void twins(String name, Stream stream, Map<String, LongFunction<Map<String, Double>>> streams) {
        streams.put(name, seed -> SimulatedTwins.run(seed, stream));
        streams.put(name + "Blind", seed -> SimulatedTwins.run(seed, stream.blind()));
    }

    private void measure(String stream, LongFunction<Map<String, Double>> run, ObjectNode all, Table table) {
        System.err.println("insitu: " + stream + ", " + seeds + " streams"); // all of them take minutes
        Map<String, List<Double>> values = new LinkedHashMap<>();
        for (long seed = first; seed < first + seeds; seed++) {
            run.apply(seed)
                    .forEach((name, value) -> values.computeIfAbsent(name, first -> new ArrayList<>())
                            .add(value));
        }
        ObjectNode node = all.putObject(stream);
        values.forEach((name, measured) -> {
            Interval interval = Interval.of(measured);
            node.putObject(name)
                    .put("mean", interval.mean())
                    .put("halfWidth", interval.halfWidth())
                    .put("runs", interval.runs());
            table.row(stream, name, rounded(interval.mean()), "± " + rounded(interval.halfWidth()));
        });
    }

    private static double rounded(double value) {
        return Math.round(value * 1_000) / 1_000.0;
    }
}
