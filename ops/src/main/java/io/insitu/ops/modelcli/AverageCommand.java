package io.insitu.ops.modelcli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.ops.ExitCode;
import io.insitu.ops.UserError;
import io.insitu.schemas.model.AdapterDigest;
import io.insitu.schemas.model.LoraAdapter;
import io.insitu.schemas.model.PeftFolder;
import io.insitu.schemas.model.Tensor;
import io.insitu.trainer.lora.AdapterAverage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Several adapters of one base become one. */
@Command(
        name = "average",
        mixinStandardHelpOptions = true,
        description =
                "Average adapters of one base: the mean of their products, cut to a rank, and what the cut costs.")
final class AverageCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(paramLabel = "DIR", arity = "1..*", description = "PEFT folders; each weighs alike.")
    private List<Path> folders = List.of();

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "PEFT folder to write; must not exist.")
    private Path out = Path.of(".");

    @Option(
            names = "--rank",
            paramLabel = "N|all",
            description =
                    "Rank of the average; all: the sum of theirs, where nothing is cut (default: the largest of theirs).")
    private String rank = "";

    @Option(
            names = "--separately",
            description = "Average A and B apart, as federated averaging does; the residual says how far off that is.")
    private boolean separately;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    public Integer call() {
        if (Files.exists(out)) {
            throw UserError.usage("--out " + out + " is there already; choose a new folder");
        }
        if (separately && !rank.isEmpty()) {
            throw UserError.usage("--separately keeps the rank: --rank means nothing to it");
        }
        return Readable.orComplain(() -> {
            List<LoraAdapter> adapters = new ArrayList<>();
            for (Path folder : folders) {
                adapters.add(PeftFolder.read(Readable.folder("DIR", folder)));
            }
            AdapterAverage.mustAgree(folders.stream().map(Path::toString).toList(), adapters);
            AdapterAverage average =
                    separately ? AdapterAverage.separately(adapters) : AdapterAverage.of(adapters, rank(adapters));
            mustBeFinite(adapters, average.adapter());
            Published.folder(out, folder -> PeftFolder.write(folder, average.adapter()));
            say(adapters, average);
            return ExitCode.OK;
        });
    }

    private int rank(List<LoraAdapter> adapters) {
        if (rank.isEmpty()) {
            return adapters.stream().mapToInt(LoraAdapter::rank).max().orElse(1);
        }
        if (rank.equals("all")) {
            return adapters.stream().mapToInt(LoraAdapter::rank).sum();
        }
        if (!rank.matches("[1-9][0-9]{0,5}")) {
            throw UserError.usage("--rank " + rank + ": a number from 1, or all");
        }
        return Integer.parseInt(rank);
    }

    /** Sums and products of float32 numbers may be beyond float32, and then nobody could read the average. */
    private void mustBeFinite(List<LoraAdapter> adapters, LoraAdapter average) {
        average.modules().forEach((module, pair) -> {
            if (!finite(pair.a()) || !finite(pair.b())) {
                int worst = 0;
                for (int i = 1; i < adapters.size(); i++) {
                    worst = largest(adapters.get(i), module) > largest(adapters.get(worst), module) ? i : worst;
                }
                throw new UserError(folders.get(worst) + ": " + PeftFolder.nameOfA(module) + " and "
                        + PeftFolder.nameOfB(module) + " hold numbers up to "
                        + largest(adapters.get(worst), module) + ": their average is beyond float32");
            }
        });
    }

    private static boolean finite(Tensor tensor) {
        return Float.isFinite(largest(tensor));
    }

    private static float largest(LoraAdapter adapter, String module) {
        LoraAdapter.Pair pair = adapter.modules().get(module);
        return pair == null ? 0 : Math.max(largest(pair.a()), largest(pair.b()));
    }

    /** Not a number where one is none. */
    private static float largest(Tensor tensor) {
        float largest = 0;
        for (float value : tensor.values()) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private void say(List<LoraAdapter> adapters, AdapterAverage average) throws IOException {
        String id = AdapterDigest.of(average.adapter());
        if (!json) {
            System.out.printf(
                    Locale.ROOT,
                    "%s: adapter %s, the average of %d at rank %d, %.2g of it missing%n",
                    out,
                    id,
                    adapters.size(),
                    average.adapter().rank(),
                    average.residual());
            return;
        }
        ObjectNode root = JSON.createObjectNode();
        root.put("adapterId", id);
        root.put("baseModelId", average.adapter().baseModelId());
        ArrayNode of = root.putArray("of");
        adapters.forEach(adapter -> of.add(AdapterDigest.of(adapter)));
        root.put("rank", average.adapter().rank());
        root.put("residual", average.residual());
        System.out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root));
    }
}
