package io.insitu.schemas.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.schemas.model.TensorInfo.Dtype;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes a safetensors file beside its place and renames it: readers see the whole file or none. */
public final class SafetensorsWriter {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SafetensorsWriter() {}

    /** Writes all tensors as F32, ordered by name: the same tensors give the same bytes. */
    public static void write(Path file, Map<String, Tensor> tensors) throws IOException {
        write(file, tensors, Dtype.F32);
    }

    /** Writes all tensors in one dtype: F32, or BF16 rounded to nearest even. */
    public static void write(Path file, Map<String, Tensor> tensors, Dtype dtype) throws IOException {
        if (dtype == Dtype.F16) {
            throw new IllegalArgumentException("safetensors are written as F32 or BF16, not F16");
        }
        SortedMap<String, Tensor> sorted = new TreeMap<>(tensors);
        ObjectNode root = JSON.createObjectNode();
        root.putObject("__metadata__").put("format", "pt");
        long offset = 0;
        for (Map.Entry<String, Tensor> e : sorted.entrySet()) {
            ObjectNode node = root.putObject(e.getKey());
            node.put("dtype", dtype.name());
            for (int size : e.getValue().shape()) {
                node.withArray("shape").add(size);
            }
            long end = offset + (long) e.getValue().values().length * dtype.width();
            node.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        // Padded with blanks to 8 bytes, as the reference does, so that data is aligned.
        StringBuilder text = new StringBuilder(JSON.writeValueAsString(root));
        while ((text.toString().getBytes(StandardCharsets.UTF_8).length & 7) != 0) {
            text.append(' ');
        }
        byte[] header = text.toString().getBytes(StandardCharsets.UTF_8);
        Path beside = file.resolveSibling(file.getFileName() + ".part");
        try (FileChannel channel = FileChannel.open(
                beside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer head = ByteBuffer.allocate(8 + header.length).order(ByteOrder.LITTLE_ENDIAN);
            writeFully(channel, head.putLong(header.length).put(header).flip());
            for (Tensor tensor : sorted.values()) {
                writeFully(channel, bytes(tensor.values(), dtype));
            }
            channel.force(true);
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static ByteBuffer bytes(float[] values, Dtype dtype) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * dtype.width()).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            if (dtype == Dtype.F32) {
                buffer.putInt(Float.floatToRawIntBits(value));
            } else {
                buffer.putShort(toBf16(value));
            }
        }
        return buffer.flip();
    }

    private static short toBf16(float value) {
        int bits = Float.floatToIntBits(value); // NaN becomes the canonical quiet one, which survives the cut
        return (short) (Float.isNaN(value) ? bits >>> 16 : (bits + 0x7fff + (bits >>> 16 & 1)) >>> 16);
    }

    private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
