package io.insitu.trainer.engine.cuda;

import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.engine.AttentionShape;
import io.insitu.trainer.engine.Coefficients;
import io.insitu.trainer.engine.Memory;
import io.insitu.trainer.engine.Segments;
import io.insitu.trainer.engine.cuda.Workspace.Need;
import io.insitu.trainer.model.Decoder;
import io.insitu.trainer.model.LoraLayout;
import io.insitu.trainer.model.Packed;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A decoder on a device, forward and backward; its adapter rides in the weights. Weights, what products read, and the gradients of
 * that are bf16; sums, the residual stream and its gradient, statistics, losses and all that learns are float32.
 */
final class CudaDecoder implements Decoder {
    private final Device device;
    private final CudaWeights weights;
    private final ModelConfig config;
    private final LoraLayout lora;
    private final CudaMemory adapter;
    private final AdapterPlaces places;
    private final RowKernels kernels;
    private final VectorKernels vectors;
    private final HostBuffer host = new HostBuffer();
    private final CudaHead head;
    private final Recordings recordings;
    private final long table;
    private int moves;
    private long room;
    private long roomBytes;

    CudaDecoder(Device device, CudaWeights weights, LoraLayout lora, CudaMemory adapter) {
        this.device = device;
        this.weights = weights;
        this.lora = lora;
        this.adapter = adapter;
        config = weights.config();
        places = new AdapterPlaces(lora, config);
        kernels = new RowKernels(device);
        vectors = new VectorKernels(device);
        head = new CudaHead(device, host);
        recordings = new Recordings(device);
        table = device.allocate((long) places.most() * VectorKernels.PLACE_BYTES);
    }

    @Override
    public float[] logProbs(Packed packed, boolean reference) {
        if (packed.targets().length == 0) {
            return new float[0];
        }
        Pass pass = begin(packed, reference, false);
        forward(pass);
        return head.logProbs(pass.work(), weights.head());
    }

    @Override
    public float[] logits(Packed packed, boolean reference) {
        int rows = packed.rows();
        int[] all = new int[rows];
        for (int i = 0; i < rows; i++) {
            all[i] = i;
        }
        Pass pass = begin(new Packed(packed.tokens(), packed.segments(), all, new int[rows]), reference, false);
        forward(pass);
        Workspace w = pass.work();
        float[] result = new float[Math.multiplyExact(rows, config.vocabSize())];
        try (Carrier carrier = new Carrier(device)) {
            for (int from = 0; from < rows; from += Workspace.HEAD_ROWS) {
                Rows logits = w.logits.rows(0, Math.min(Workspace.HEAD_ROWS, rows - from));
                device.multiply(
                        Product.of(w.normedEnds.rows(from, logits.rows()), false, weights.head(), true, logits));
                float[] values = carrier.read(logits);
                System.arraycopy(values, 0, result, from * config.vocabSize(), values.length);
            }
        }
        return result;
    }

    @Override
    public void gradient(Packed packed, Judge judge, Memory gradient) {
        long target = ((CudaMemory) gradient).address();
        if (packed.targets().length == 0) {
            device.clear(target, gradient.size() * Float.BYTES);
            return;
        }
        Pass pass = begin(packed, false, true);
        forward(pass);
        Workspace w = pass.work();
        Coefficients loss = judge.of(() -> head.logProbs(w, weights.head()));
        head.backward(w, weights.head(), loss);
        backward(pass, target);
    }

    private void forward(Pass pass) {
        Workspace w = pass.work();
        recorded(pass, 0, () -> {
            kernels.embed(weights.embedding(), w.tokens, pass.residual(0));
            for (int i = 0; i < config.layers(); i++) {
                new CudaLayer(device, kernels, weights, i, pass).forward();
            }
        });
        // only rows with a target pass the last norm and the head
        Rows end = pass.residual(config.layers());
        kernels.rmsNorm(end, w.targetRows, weights.finalNorm(), pass.eps(), w.normedEnds, w.ends, w.rstdEnds);
    }

    private void backward(Pass pass, long target) {
        Workspace w = pass.work();
        device.clear(w.dx.address(), w.dx.bytes());
        device.clear(w.dxRead.address(), w.dxRead.bytes());
        Rows read = w.dxRead.columns(0, config.hidden());
        kernels.rmsNormBackward(w.ends, w.targetRows, weights.finalNorm(), w.rstdEnds, w.dNormedEnds, w.dx, read);
        recorded(pass, target, () -> {
            for (int i = config.layers() - 1; i >= 0; i--) {
                new CudaLayer(device, kernels, weights, i, pass).backward(places, target);
            }
        });
    }

    /**
     * What makes two passes over the layers the same to a recording, whatever their tokens, lengths and targets are.
     *
     * @param target where gradients go; 0 on the way forward
     */
    private record Shape(int rows, int sequences, Ranks ranks, boolean learns, long target) {}

    private void recorded(Pass pass, long target, Runnable work) {
        if (!Buckets.recorded(pass.rows())) {
            work.run(); // kernels take longer than asking for them
            return;
        }
        if (weights.moves() != moves) {
            recordings.forget();
            moves = weights.moves();
        }
        recordings.run(new Shape(pass.rows(), pass.sequences(), pass.ranks(), pass.learns(), target), work);
    }

    /** Brings to the device what the pass is about, and the adapter into the weights. */
    private Pass begin(Packed packed, boolean reference, boolean learns) {
        AttentionShape shape = new AttentionShape(config.heads(), config.kvHeads(), config.headDim());
        Segments segments = Buckets.filled(packed.segments());
        int rows = segments.rows();
        int sequences = Buckets.sequences(segments.count());
        AttentionPlan attention = AttentionPlan.of(segments, shape).filled(sequences);
        int[] tiles = attention.tiles();
        Ranks ranks = reference ? Ranks.none() : Ranks.of(lora);
        Workspace work = work(new Need(config, ranks, rows, packed.targets().length, tiles.length, learns));
        upload(work.tokens, Arrays.copyOf(packed.tokens(), rows));
        upload(work.positions, Arrays.copyOf(packed.positions(), rows)); // what fills up does not turn
        upload(work.targetRows, packed.targetRows());
        upload(work.targets, packed.targets());
        upload(work.tiles, tiles);
        if (!reference) {
            place();
        }
        CudaRope rope = weights.rope(packed.segments().longest());
        return new Pass(work, ranks, attention, shape, rope, (float) config.rmsEps(), learns, rows, sequences);
    }

    private Workspace work(Need need) {
        long bytes = Workspace.bytes(need);
        if (bytes > roomBytes) {
            giveBack();
            if (bytes > device.freeBytes()) {
                String what = need.rows() + " tokens with " + need.targets() + " targets at once";
                throw new DeviceMemoryException(what, bytes, device.freeBytes());
            }
            room = device.allocate(bytes);
            roomBytes = bytes;
        }
        return new Workspace(room, need);
    }

    private void upload(long to, int[] values) {
        ByteBuffer bytes = host.of(4 * values.length);
        bytes.asIntBuffer().put(values);
        device.upload(bytes, to);
    }

    /** The adapter may have learnt since, and another one may have taken its place. */
    private void place() {
        if (weights.takes(lora)) {
            AdapterPlaces.Table zeros = table();
            places.clearing(weights.layers(), zeros);
            launch(zeros);
        }
        AdapterPlaces.Table own = table();
        places.placing(weights.layers(), own);
        launch(own);
    }

    private AdapterPlaces.Table table() {
        return new AdapterPlaces.Table(host.of(places.most() * VectorKernels.PLACE_BYTES));
    }

    private void launch(AdapterPlaces.Table entries) {
        device.upload(host.of(entries.count() * VectorKernels.PLACE_BYTES), table);
        vectors.placeAdapter(adapter.address(), table, entries.count());
    }

    private void giveBack() {
        recordings.forget();
        if (room != 0) {
            device.free(room);
        }
        room = 0;
        roomBytes = 0;
    }

    @Override
    public void close() {
        giveBack();
        device.free(table);
    }
}
