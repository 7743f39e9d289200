package io.insitu.trainer.lora;

import io.insitu.schemas.model.LoraAdapter;
import io.insitu.schemas.model.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * One adapter that stands for several of one base, each weighing alike (arXiv 2512.08870). The mean of scale B A is exact
 * when all factors lie side by side, at the sum of the ranks; cut to a smaller rank it keeps the largest singular values,
 * and no other adapter of that rank comes closer.
 *
 * @param residual length of what is missing from the exact mean over the length of that mean, all modules together; 0 where it is
 *     less than the rounding of the average's own numbers
 */
public record AdapterAverage(LoraAdapter adapter, double residual) {
    /** Half of a float32's last place: the tensors that are written are off by as much. */
    private static final double ROUNDING = 0x1p-24;

    /** The exact mean, cut to a rank. At the sum of all ranks, or above, nothing is cut. */
    public static AdapterAverage of(List<LoraAdapter> adapters, int rank) {
        LoraAdapter first = agreed(adapters);
        if (rank < 1) {
            throw new IllegalArgumentException("rank must be at least 1, was " + rank);
        }
        int kept = Math.min(rank, ranks(adapters));
        boolean whole = kept == ranks(adapters);
        SortedMap<String, LoraAdapter.Pair> modules = new TreeMap<>();
        Missing missing = new Missing();
        for (String module : first.modules().keySet()) {
            Dense b = left(adapters, module);
            Dense a = right(adapters, module);
            modules.put(module, whole ? new LoraAdapter.Pair(a.rowsTensor(), b.tensor()) : cut(b, a, kept, missing));
        }
        return new AdapterAverage(unscaled(first, kept, modules), missing.share());
    }

    /**
     * The mean of the A matrices beside the mean of the B matrices, as federated averaging does it: cheap, of the same rank,
     * and not the mean of the products. The residual says how far off it is.
     */
    public static AdapterAverage separately(List<LoraAdapter> adapters) {
        LoraAdapter first = agreed(adapters);
        for (LoraAdapter other : adapters) {
            if (other.rank() != first.rank() || other.scale() != first.scale()) {
                throw new IllegalArgumentException(
                        "A and B are averaged apart only at one rank and scale, but there are " + first.rank() + " x "
                                + first.scale() + " and " + other.rank() + " x " + other.scale());
            }
        }
        SortedMap<String, LoraAdapter.Pair> modules = new TreeMap<>();
        Missing missing = new Missing();
        for (String module : first.modules().keySet()) {
            LoraAdapter.Pair mean = new LoraAdapter.Pair(
                    mean(adapters.stream().map(a -> at(a, module).a()).toList()),
                    mean(adapters.stream().map(a -> at(a, module).b()).toList()));
            modules.put(module, mean);
            Dense b = left(adapters, module);
            Dense a = right(adapters, module);
            Dense difference = b.beside(Dense.of(mean.b(), -first.scale()));
            missing.add(
                    Factors.of(difference, a.beside(Dense.transposed(mean.a()))).rest(0),
                    Factors.of(b, a).rest(0));
        }
        LoraAdapter adapter = new LoraAdapter(
                first.baseModelId(),
                first.rank(),
                first.alpha(),
                first.targetModules(),
                modules,
                first.rankStabilised());
        return new AdapterAverage(adapter, missing.share());
    }

    private static LoraAdapter agreed(List<LoraAdapter> adapters) {
        mustAgree(
                IntStream.rangeClosed(1, adapters.size())
                        .mapToObj(number -> "adapter " + number)
                        .toList(),
                adapters);
        return adapters.get(0);
    }

    /**
     * Refuses adapters that have no average.
     *
     * @param names what whoever brought them calls them, in their order
     */
    public static void mustAgree(List<String> names, List<LoraAdapter> adapters) {
        if (adapters.isEmpty()) {
            throw new IllegalArgumentException("an average needs at least one adapter");
        }
        for (int i = 1; i < adapters.size(); i++) {
            mustAgree(names.get(0), adapters.get(0), names.get(i), adapters.get(i));
        }
    }

    private static void mustAgree(String firstName, LoraAdapter first, String otherName, LoraAdapter other) {
        if (!other.baseModelId().equals(first.baseModelId())) {
            throw new IllegalArgumentException(otherName + " is of base " + other.baseModelId() + ", " + firstName
                    + " of " + first.baseModelId() + ": adapters of two bases have no average");
        }
        if (!other.modules().keySet().equals(first.modules().keySet())) {
            throw new IllegalArgumentException(otherName + " changes " + other.targetModules() + " in "
                    + other.modules().size() + " places, " + firstName + " " + first.targetModules() + " in "
                    + first.modules().size() + ": adapters of other modules have no average");
        }
        first.modules().forEach((module, pair) -> {
            LoraAdapter.Pair own = at(other, module);
            if (own.a().columns() != pair.a().columns()
                    || own.b().rows() != pair.b().rows()) {
                throw new IllegalArgumentException(module + ": " + own.b() + " x " + own.a() + " of " + otherName
                        + " and " + pair.b() + " x " + pair.a() + " of " + firstName + " are not of one shape");
            }
        });
    }

    private static LoraAdapter.Pair at(LoraAdapter adapter, String module) {
        return Objects.requireNonNull(adapter.modules().get(module)); // all were seen to have the same modules
    }

    private static int ranks(List<LoraAdapter> adapters) {
        return adapters.stream().mapToInt(LoraAdapter::rank).sum();
    }

    /** [s1 B1 ... sK BK] / K. */
    private static Dense left(List<LoraAdapter> adapters, String module) {
        Dense all = Dense.zero(at(adapters.get(0), module).b().rows(), 0);
        for (LoraAdapter adapter : adapters) {
            all = all.beside(Dense.of(at(adapter, module).b(), adapter.scale() / adapters.size()));
        }
        return all;
    }

    /** The rows of all A, as columns. */
    private static Dense right(List<LoraAdapter> adapters, String module) {
        Dense all = Dense.zero(at(adapters.get(0), module).a().columns(), 0);
        for (LoraAdapter adapter : adapters) {
            all = all.beside(Dense.transposed(at(adapter, module).a()));
        }
        return all;
    }

    /** The strongest directions; each singular value is shared out evenly, so that A and B keep learning alike. */
    private static LoraAdapter.Pair cut(Dense b, Dense a, int kept, Missing missing) {
        Factors factors = Factors.of(b, a);
        missing.add(factors.rest(kept), factors.rest(0));
        Dense left = factors.left().first(kept);
        Dense right = factors.right().first(kept);
        for (int j = 0; j < kept; j++) {
            double root = StrictMath.sqrt(factors.values()[j]);
            Dense.scale(left.columns()[j], root);
            Dense.scale(right.columns()[j], root);
        }
        return new LoraAdapter.Pair(right.rowsTensor(), left.tensor());
    }

    /** The factors hold the scale: it is 1. */
    private static LoraAdapter unscaled(LoraAdapter like, int rank, SortedMap<String, LoraAdapter.Pair> modules) {
        return new LoraAdapter(like.baseModelId(), rank, rank, like.targetModules(), modules);
    }

    private static Tensor mean(List<Tensor> tensors) {
        float[] values = new float[tensors.get(0).values().length];
        for (int i = 0; i < values.length; i++) {
            double sum = 0;
            for (Tensor tensor : tensors) {
                sum += tensor.values()[i];
            }
            values[i] = (float) (sum / tensors.size());
        }
        return new Tensor(tensors.get(0).shape(), values);
    }

    /** Lengths over all modules. */
    private static final class Missing {
        private double missing;
        private double whole;

        void add(double rest, double all) {
            missing += rest * rest;
            whole += all * all;
        }

        double share() {
            double share = whole == 0 ? 0 : StrictMath.sqrt(missing / whole);
            return share < ROUNDING ? 0 : share;
        }
    }
}
