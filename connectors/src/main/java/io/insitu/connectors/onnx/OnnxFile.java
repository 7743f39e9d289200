package io.insitu.connectors.onnx;

import io.insitu.schemas.model.ModelConfig;
import io.insitu.schemas.model.ModelWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A decoder as an ONNX file that refers to its weights. A runtime looks for them only in the file's own folder: where the
 * safetensors files lie elsewhere they get a second name there, or, on another file system, are copied.
 *
 * <pre>
 *   DIR/m.onnx   DIR/model.safetensors          the file beside its weights
 *   OUT/m.onnx   OUT/m.onnx.model.safetensors   anywhere else
 * </pre>
 */
public final class OnnxFile {
    /** How the weights came into the folder. */
    public enum Weights {
        IN_PLACE,
        HARD_LINK,
        COPIED
    }

    /**
     * What was written.
     *
     * @param bytes size of the graph itself
     * @param weights by file name
     */
    public record Written(Path file, long bytes, Map<String, Weights> weights) {}

    private OnnxFile() {}

    /** Writes the file; until it is whole, what was there before stays. */
    public static Written write(Path base, Path out, DecoderProfile profile, int positions) throws IOException {
        Path folder = out.toAbsolutePath().resolveSibling("").toRealPath();
        Map<String, Path> used = new LinkedHashMap<>();
        WeightPlace place = (file, tensor) -> {
            Path real = file.file().toRealPath(); // the runtime follows no link out of its folder
            String name = folder.equals(real.getParent())
                    ? String.valueOf(real.getFileName())
                    : out.getFileName() + "." + real.getFileName();
            used.put(name, real);
            return new OnnxGraph.Elsewhere(name, tensor.begin(), tensor.bytes());
        };
        byte[] graph = DecoderExport.write(ModelConfig.ofModel(base), ModelWeights.of(base), positions, profile, place);
        Map<String, Weights> weights = new LinkedHashMap<>();
        for (Map.Entry<String, Path> entry : used.entrySet()) {
            weights.put(entry.getKey(), brought(entry.getValue(), folder.resolve(entry.getKey())));
        }
        Path beside = folder.resolve(out.getFileName() + ".part");
        Files.write(beside, graph);
        Files.move(beside, folder.resolve(out.getFileName()), StandardCopyOption.ATOMIC_MOVE);
        return new Written(out, graph.length, weights);
    }

    private static Weights brought(Path from, Path to) throws IOException {
        if (from.equals(to)) {
            return Weights.IN_PLACE;
        }
        if (Files.exists(to) && Files.isSameFile(from, to)) {
            return Weights.HARD_LINK;
        }
        Path beside = to.resolveSibling(to.getFileName() + ".part");
        Files.deleteIfExists(beside);
        Weights how = Weights.HARD_LINK;
        try {
            Files.createLink(beside, from);
        } catch (IOException | UnsupportedOperationException e) { // another file system, or one without such links
            Files.copy(from, beside);
            how = Weights.COPIED;
        }
        Files.move(beside, to, StandardCopyOption.ATOMIC_MOVE);
        return how;
    }
}
