package io.insitu.trainer.step;

import io.insitu.schemas.model.LoraAdapter;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.schemas.model.ModelDigest;
import io.insitu.schemas.model.ModelFormatException;
import io.insitu.schemas.model.ModelWeights;
import io.insitu.schemas.model.PeftFolder;
import io.insitu.schemas.model.SafetensorsFile;
import io.insitu.schemas.model.SafetensorsWriter;
import io.insitu.schemas.model.Tensor;
import io.insitu.schemas.model.TensorInfo.Dtype;
import io.insitu.trainer.engine.Engine;
import io.insitu.trainer.engine.EngineProvider;
import io.insitu.trainer.engine.Mat;
import io.insitu.trainer.engine.Memory;
import io.insitu.trainer.engine.RopeTable;
import io.insitu.trainer.model.BaseLayout;
import io.insitu.trainer.model.ParameterSpace.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Base weights in an engine's memory, read once and shared by every training run on them. */
public final class BaseModel implements AutoCloseable {
    private final EngineProvider engines;
    private final String id;
    private final BaseLayout layout;
    private final Memory weights;
    private final RopeTable rope;

    private BaseModel(EngineProvider engines, String id, ModelConfig config) {
        this.engines = engines;
        this.id = id;
        layout = new BaseLayout(config);
        rope = new RopeTable(config.ropeFrequencies(), config.maxPositions());
        try (Engine engine = engines.open()) {
            weights = engine.allocate(layout.space().size());
        }
    }

    /** Reads a HF folder: config.json and the weights, in one file or in shards. */
    public static BaseModel read(EngineProvider engines, Path folder) throws IOException {
        ModelConfig config = ModelConfig.ofModel(folder);
        ModelWeights weights = weights(folder, config);
        BaseModel model = new BaseModel(engines, ModelDigest.of(folder), config);
        try (Engine engine = engines.open()) {
            for (Place place : model.layout.space().places()) {
                model.read(engine, place, weights.file(place.name()));
            }
        } catch (IOException e) {
            model.close();
            throw e;
        }
        return model;
    }

    /** The weights of a folder, of which all are there in the shapes its config tells; none is read yet. */
    public static ModelWeights weights(Path folder, ModelConfig config) throws IOException {
        ModelWeights weights = ModelWeights.of(folder);
        for (Place place : new BaseLayout(config).space().places()) {
            weights.file(place.name()).info(place.name(), shape(place)); // before gigabytes are read
        }
        return weights;
    }

    private void read(Engine engine, Place place, SafetensorsFile file) throws IOException {
        file.read(file.info(place.name()), (from, values, count) -> {
            for (int i = 0; i < count; i++) {
                if (!Float.isFinite(values[i])) {
                    throw new ModelFormatException(
                            file.file() + ": " + place.name() + " holds " + values[i] + " at element " + (from + i));
                }
            }
            engine.write(values, Mat.of(weights, place.offset() + from, 1, count));
        });
    }

    private static int[] shape(Place place) {
        return BaseLayout.isVector(place.name())
                ? new int[] {place.columns()}
                : new int[] {place.rows(), place.columns()};
    }

    /** Random weights: matrices uniform by their width, the way into the residual stream narrower, norms 1. */
    public static BaseModel fresh(EngineProvider engines, ModelConfig config, long seed) {
        BaseModel model = new BaseModel(engines, "", config);
        Uniform uniform = new Uniform(seed);
        try (Engine engine = engines.open()) {
            for (Place place : model.layout.space().places()) {
                int count = place.rows() * place.columns();
                float[] values;
                if (BaseLayout.isVector(place.name())) {
                    values = new float[count];
                    Arrays.fill(values, place.name().endsWith(".bias") ? 0 : 1);
                } else if (place.name().startsWith("model.layers")) {
                    boolean residual =
                            place.name().contains("o_proj") || place.name().contains("down_proj");
                    double bound = StrictMath.sqrt(3.0 / place.columns()); // a deviation of 1 / sqrt(in)
                    values = uniform.draw(count, residual ? bound / StrictMath.sqrt(2.0 * config.layers()) : bound);
                } else {
                    values = uniform.draw(count, 0.1); // a tied head needs logits that can differ
                }
                engine.write(values, model.view(place));
            }
        }
        return model;
    }

    /**
     * The adapter in a PEFT folder, as one that fits this base. A folder that names another base by digest, or whose matrices
     * do not fit, is refused with file and tensor; other names of bases mean nothing here and are not compared.
     */
    public LoraAdapter adapter(Path folder) throws IOException {
        return PeftFolder.readFor(folder, config(), id);
    }

    /** Refuses what the model cannot read: ids it has no row for, and more tokens than it has positions. */
    void mustRead(List<Example> batch) {
        for (Example example : batch) {
            mustRead(example);
        }
    }

    private void mustRead(Example example) {
        int vocabulary = config().vocabSize();
        if (example.length() < 1 || example.length() > config().maxPositions()) {
            throw new IllegalArgumentException(
                    "a sequence of " + example.length() + " tokens; the model reads 1 to " + config().maxPositions());
        }
        for (int t = 0; t < example.length(); t++) {
            if (example.token(t) < 0 || example.token(t) >= vocabulary) {
                throw new IllegalArgumentException(
                        "token " + example.token(t) + " at " + t + " is outside the vocabulary of " + vocabulary);
            }
        }
    }

    /** Digest of the folder it was read from; empty for one that never was in a folder. */
    public String id() {
        return id;
    }

    /** How many numbers it is made of. */
    public long parameters() {
        return layout.space().size();
    }

    public ModelConfig config() {
        return layout.config();
    }

    /** Writes a HF folder, each file beside its place and renamed. */
    void write(Path folder, Dtype dtype) throws IOException {
        Files.createDirectories(folder);
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        try (Engine engine = engines.open()) {
            for (Place place : layout.space().places()) {
                float[] values = engine.read(view(place));
                tensors.put(place.name(), new Tensor(shape(place), values));
            }
        }
        SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, dtype);
        config().write(folder, dtype);
    }

    EngineProvider engines() {
        return engines;
    }

    BaseLayout layout() {
        return layout;
    }

    Memory weights() {
        return weights;
    }

    RopeTable rope() {
        return rope;
    }

    private Mat view(Place place) {
        return Mat.of(weights, place.offset(), place.rows(), place.columns());
    }

    @Override
    public void close() {
        weights.close();
    }
}
