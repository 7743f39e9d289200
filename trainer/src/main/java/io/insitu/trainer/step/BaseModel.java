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
import io.insitu.trainer.engine.EngineProvider;
import io.insitu.trainer.model.Backend;
import io.insitu.trainer.model.BaseLayout;
import io.insitu.trainer.model.FloatWeights;
import io.insitu.trainer.model.LoraLayout;
import io.insitu.trainer.model.ParameterSpace.Place;
import io.insitu.trainer.model.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Base weights on the machine that trains, read once and shared by every training run on them. */
public final class BaseModel implements AutoCloseable {
    private final String id;
    private final BaseLayout layout;
    private final Weights weights;

    private BaseModel(Backend backend, String id, ModelConfig config) {
        this.id = id;
        layout = new BaseLayout(config);
        weights = backend.hold(layout);
    }

    /** Reads a HF folder: config.json and the weights, in one file or in shards; they are held as float32. */
    public static BaseModel read(EngineProvider engines, Path folder) throws IOException {
        return read(FloatWeights.on(engines), folder);
    }

    /** The same, held as the machine likes it. */
    public static BaseModel read(Backend backend, Path folder) throws IOException {
        ModelConfig config = ModelConfig.ofModel(folder);
        ModelWeights weights = weights(folder, config);
        BaseModel model = new BaseModel(backend, ModelDigest.of(folder), config);
        try {
            for (Place place : model.layout.space().places()) {
                model.read(place, weights.file(place.name()));
            }
        } catch (IOException | RuntimeException e) {
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

    private void read(Place place, SafetensorsFile file) throws IOException {
        file.read(file.info(place.name()), (from, values, count) -> {
            for (int i = 0; i < count; i++) {
                if (!Float.isFinite(values[i])) {
                    throw new ModelFormatException(
                            file.file() + ": " + place.name() + " holds " + values[i] + " at element " + (from + i));
                }
            }
            weights.write(place, from, values, count);
        });
    }

    private static int[] shape(Place place) {
        return BaseLayout.isVector(place.name())
                ? new int[] {place.columns()}
                : new int[] {place.rows(), place.columns()};
    }

    /** Random weights: matrices uniform by their width, the way into the residual stream narrower, norms 1. */
    public static BaseModel fresh(EngineProvider engines, ModelConfig config, long seed) {
        return fresh(FloatWeights.on(engines), config, seed);
    }

    public static BaseModel fresh(Backend backend, ModelConfig config, long seed) {
        BaseModel model = new BaseModel(backend, "", config);
        Uniform uniform = new Uniform(seed);
        for (Place place : model.layout.space().places()) {
            int count = place.rows() * place.columns();
            float[] values;
            if (BaseLayout.isVector(place.name())) {
                values = new float[count];
                Arrays.fill(values, place.name().endsWith(".bias") ? 0 : 1);
            } else {
                values = uniform.draw(count, bound(place, config));
            }
            model.weights.write(place, 0, values, count);
        }
        return model;
    }

    /** Random weights that the machine draws itself: for measurements, where only the shape counts. */
    public static BaseModel random(Backend backend, ModelConfig config, long seed) {
        BaseModel model = new BaseModel(backend, "", config);
        long next = seed;
        for (Place place : model.layout.space().places()) {
            if (BaseLayout.isVector(place.name())) {
                float[] values = new float[place.columns()];
                Arrays.fill(values, place.name().endsWith(".bias") ? 0 : 1);
                model.weights.write(place, 0, values, values.length);
            } else {
                model.weights.fill(place, next++, (float) bound(place, config));
            }
        }
        return model;
    }

    /** How large the weights of a random matrix may be. */
    private static double bound(Place place, ModelConfig config) {
        if (!place.name().startsWith("model.layers")) {
            return 0.1; // a tied head needs logits that can differ
        }
        double bound = StrictMath.sqrt(3.0 / place.columns()); // a deviation of 1 / sqrt(in)
        boolean residual = place.name().contains("o_proj") || place.name().contains("down_proj");
        return residual ? bound / StrictMath.sqrt(2.0 * config.layers()) : bound;
    }

    /** How a batch is best spread when such an adapter is trained here, where {@code usual} is right for a CPU. */
    public Parallelism spread(LoraSpec spec, Parallelism usual) {
        LoraLayout lora = new LoraLayout(config(), spec.rank(), spec.scale(), spec.targetModules());
        return new Parallelism(usual.threads(), weights.shardTokens(lora, usual.shardTokens()));
    }

    /**
     * The adapter in a PEFT folder, as one that fits this base. A folder that names another base by digest, or whose matrices
     * do not fit, is refused with file and tensor; other names of bases mean nothing here and are not compared.
     */
    public LoraAdapter adapter(Path folder) throws IOException {
        return PeftFolder.readWhole(folder, config(), id);
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
        for (Place place : layout.space().places()) {
            tensors.put(place.name(), new Tensor(shape(place), weights.read(place)));
        }
        SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, dtype);
        config().write(folder, dtype);
    }

    BaseLayout layout() {
        return layout;
    }

    Weights weights() {
        return weights;
    }

    @Override
    public void close() {
        weights.close();
    }
}
