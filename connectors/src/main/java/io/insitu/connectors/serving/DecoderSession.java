package io.insitu.connectors.serving;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.insitu.connectors.onnx.DecoderExport;
import io.insitu.connectors.onnx.LoraSite;
import io.insitu.connectors.onnx.WeightPlace;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.schemas.model.ModelWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** The base model inside ONNX Runtime. Safe for many threads at once; each call runs on its caller's thread. */
final class DecoderSession implements AutoCloseable {
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final ModelConfig config;
    private final int context;

    private final Map<String, OnnxTensor> everyColumn = new HashMap<>();
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong failedCalls = new AtomicLong();

    private DecoderSession(OrtEnvironment environment, OrtSession session, ModelConfig config, int context)
            throws OrtException {
        this.environment = environment;
        this.session = session;
        this.config = config;
        this.context = context;
        for (LoraSite site : LoraSite.values()) {
            everyColumn.put(site.own(), OnnxTensor.createTensor(environment, new boolean[][][] {{{true}}}));
        }
    }

    static DecoderSession open(Path folder, RuntimeOptions options) throws IOException {
        ModelConfig config = ModelConfig.ofModel(folder);
        ModelWeights weights = ModelWeights.of(folder);
        int context = options.context() == 0 ? config.maxPositions() : options.context();
        if (context > config.maxPositions()) {
            throw new ServingException("serving.context is " + context + ", but " + folder + " was made for "
                    + config.maxPositions() + " positions; lower it");
        }
        Path data =
                weights.file("model.embed_tokens.weight").file().toRealPath().resolveSibling("");
        byte[] model = DecoderExport.served(config, weights, context, WeightPlace.in(data));
        OnnxRuntime.start();
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions settings = new OrtSession.SessionOptions()) {
            settings.setIntraOpNumThreads(options.threads());
            settings.setInterOpNumThreads(1);
            settings.addConfigEntry("session.model_external_initializers_file_folder_path", data.toString());
            // Waiting threads would take the trainer's cores.
            settings.addConfigEntry("session.intra_op.allow_spinning", "0");
            return new DecoderSession(environment, environment.createSession(model, settings), config, context);
        } catch (OrtException e) {
            throw new ServingException(folder + ": ONNX Runtime refuses the model: " + oneLine(e), e);
        }
    }

    OrtEnvironment ort() {
        return environment;
    }

    ModelConfig config() {
        return config;
    }

    /** Most positions of one conversation. */
    int context() {
        return context;
    }

    /** Inputs of a call whose conversations keep all that their adapter makes of them. */
    Map<String, OnnxTensor> everyColumn() {
        return everyColumn;
    }

    /** Runs the graph; every output is pinned, so nothing is left to copy. */
    void run(Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs) {
        calls.incrementAndGet();
        try (OrtSession.Result pinned = session.run(inputs, Set.of(), outputs)) {
            if (pinned.size() != outputs.size()) {
                throw new IllegalStateException("the model answered " + pinned.size() + " outputs");
            }
        } catch (OrtException e) {
            failedCalls.incrementAndGet();
            throw new ServingException("ONNX Runtime could not run the model: " + oneLine(e), e);
        }
    }

    long calls() {
        return calls.get();
    }

    long failedCalls() {
        return failedCalls.get();
    }

    /** The last call went through, but what it answered is of no use. */
    void useless() {
        failedCalls.incrementAndGet();
    }

    static String oneLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    @Override
    public void close() {
        everyColumn.values().forEach(OnnxTensor::close);
        try {
            session.close(); // the environment belongs to the process
        } catch (OrtException e) {
            throw new ServingException("ONNX Runtime could not free the model: " + oneLine(e), e);
        }
    }
}
