package io.insitu.connectors.embedding;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import io.insitu.connectors.serving.OnnxRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A sentence-embedding model of a folder as sentence-transformers writes it, exported to ONNX and run by DJL's ONNX Runtime
 * engine on one thread. Equal texts have equal vectors. Safe for many threads, who wait for each other.
 */
public final class EmbeddingModel implements AutoCloseable {
    /** Of a text: more would be cut by the tokenizer anyway, at four or so characters a token. */
    private static final int MAX_CHARS = 16_384;

    private static final String PROBE = "a probe";

    private final EmbeddingFolder folder;
    private final HuggingFaceTokenizer tokenizer;
    private final Model model;
    private final List<String> inputs;
    private final Predictor<NDList, NDList> predictor;
    private final NDManager manager;
    private final int width;

    private EmbeddingModel(EmbeddingFolder folder, HuggingFaceTokenizer tokenizer, Model model) {
        this.folder = folder;
        this.tokenizer = tokenizer;
        this.model = model;
        inputs = model.describeInput().keys();
        manager = model.getNDManager().newSubManager();
        predictor = model.newPredictor(new NoopTranslator());
        width = of(PROBE).length;
    }

    /**
     * Opens a folder and asks the model once.
     *
     * @throws EmbeddingException there is no such model, or it answers with what is no vector
     */
    public static EmbeddingModel open(Path folder) throws IOException {
        EmbeddingFolder described = EmbeddingFolder.of(folder);
        OnnxRuntime.start();
        HuggingFaceTokenizer tokenizer = tokenizer(described);
        Model model = Model.newInstance(folder.toAbsolutePath().getFileName().toString(), "OnnxRuntime");
        boolean opened = false;
        try {
            model.load(
                    described.model().toAbsolutePath().getParent(),
                    described.model().getFileName().toString(),
                    Map.of("intraOpNumThreads", "1", "interOpNumThreads", "1"));
            EmbeddingModel made = new EmbeddingModel(described, tokenizer, model);
            opened = true;
            return made;
        } catch (MalformedModelException | RuntimeException e) {
            if (e instanceof EmbeddingException ours) {
                throw ours;
            }
            throw new EmbeddingException(described.model() + ": ONNX Runtime refuses it: " + oneLine(e), e);
        } finally {
            if (!opened) {
                model.close();
                tokenizer.close();
            }
        }
    }

    private static HuggingFaceTokenizer tokenizer(EmbeddingFolder folder) throws IOException {
        try {
            return HuggingFaceTokenizer.newInstance(
                    folder.tokenizer(),
                    Map.of("truncation", "true", "maxLength", Integer.toString(folder.tokens()), "padding", "false"));
        } catch (RuntimeException e) {
            throw new EmbeddingException(folder.tokenizer() + ": " + oneLine(e), e);
        }
    }

    /** Numbers of a vector. */
    public int width() {
        return width;
    }

    /**
     * The direction of a text, of length 1; what is beyond the tokens that the model reads does not count.
     *
     * @throws EmbeddingException the model cannot be run, or answers with what is no vector
     */
    public synchronized float[] of(String text) {
        Encoding encoding = tokenizer.encode(text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS));
        int tokens = encoding.getIds().length;
        if (tokens == 0) {
            return new float[width]; // like nothing else
        }
        try (NDManager call = manager.newSubManager()) {
            NDList asked = new NDList();
            for (String input : inputs) {
                NDArray values = call.create(values(encoding, input), new Shape(1, tokens));
                values.setName(input);
                asked.add(values);
            }
            NDList answered = predictor.predict(asked);
            try {
                NDArray first = answered.get(0);
                return direction(first.toFloatArray(), first.getShape().getShape(), tokens);
            } finally {
                answered.close();
            }
        } catch (TranslateException e) {
            throw new EmbeddingException(folder.model() + ": cannot be run: " + oneLine(e), e);
        }
    }

    private long[] values(Encoding encoding, String input) {
        return switch (input) {
            case "input_ids" -> encoding.getIds();
            case "attention_mask" -> encoding.getAttentionMask();
            case "token_type_ids" -> encoding.getTypeIds();
            default ->
                throw new EmbeddingException(folder.model() + ": wants an input " + input
                        + "; known are input_ids, attention_mask and token_type_ids");
        };
    }

    /** The answer is a vector, or one for each token. */
    private float[] direction(float[] answer, long[] shape, int tokens) {
        boolean each = shape.length == 3 && shape[0] == 1 && shape[1] == tokens;
        if (!each && !(shape.length == 2 && shape[0] == 1)) {
            throw new EmbeddingException(
                    folder.model() + ": answers " + tokens + " tokens with a first output of shape " + new Shape(shape)
                            + "; wanted is (1, width) or (1, tokens, width)");
        }
        int size = (int) shape[shape.length - 1];
        double[] sum = new double[size];
        for (int t = 0; t < (each && !folder.firstToken() ? tokens : 1); t++) {
            for (int i = 0; i < size; i++) {
                sum[i] += answer[t * size + i];
            }
        }
        double squares = 0;
        for (double value : sum) {
            squares += value * value;
        }
        if (!(squares > 0) || Double.isInfinite(squares)) {
            throw new EmbeddingException(folder.model() + ": answers with a vector that has no direction");
        }
        float[] direction = new float[size];
        for (int i = 0; i < size; i++) {
            direction[i] = (float) (sum[i] / Math.sqrt(squares));
        }
        return direction;
    }

    private static String oneLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    @Override
    public void close() {
        predictor.close();
        manager.close();
        model.close();
        tokenizer.close();
    }
}
