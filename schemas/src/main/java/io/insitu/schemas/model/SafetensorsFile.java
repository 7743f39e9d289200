package io.insitu.schemas.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.schemas.model.TensorInfo.Dtype;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A safetensors file, checked when it is opened.
 *
 * <pre>
 * | 8 bytes: header length, little endian | JSON header: name -> dtype, shape, data_offsets | raw data |
 * </pre>
 *
 * Offsets in the header count from the end of the header; {@link TensorInfo#begin()} counts from the start of the file.
 */
public final class SafetensorsFile {
    /** The limit of the reference implementation. */
    private static final long MAX_HEADER_BYTES = 100_000_000;

    private final Path file;
    private final Map<String, TensorInfo> tensors;
    private final Map<String, String> metadata;

    private SafetensorsFile(Path file, Map<String, TensorInfo> tensors, Map<String, String> metadata) {
        this.file = file;
        this.tensors = Collections.unmodifiableMap(tensors);
        this.metadata = Collections.unmodifiableMap(metadata);
    }

    /** Reads and checks the header; data is read by {@link #read}. */
    public static SafetensorsFile open(Path file) throws IOException {
        JsonObjectFile.mustBeFile(file);
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            if (size < 8) {
                throw new ModelFormatException(file + ": " + size + " bytes are too few for a safetensors file");
            }
            long header = slice(channel, 0, 8, file).getLong();
            if (header < 2 || header > MAX_HEADER_BYTES || header > size - 8) {
                throw new ModelFormatException(file + ": header length " + Long.toUnsignedString(header)
                        + " does not fit a file of " + size + " bytes");
            }
            byte[] text = slice(channel, 8, (int) header, file).array();
            JsonNode root = JsonObjectFile.parse(text, file + ": the header is");
            Map<String, TensorInfo> tensors = new TreeMap<>();
            Map<String, String> metadata = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> field : root.properties()) {
                if (field.getKey().equals("__metadata__")) {
                    told(file, field.getValue(), metadata);
                } else {
                    tensors.put(field.getKey(), info(file, field.getKey(), field.getValue(), 8 + header, size));
                }
            }
            mustTile(file, tensors.values(), 8 + header, size);
            return new SafetensorsFile(file, tensors, metadata);
        }
    }

    /** The model of a HF folder: its one {@code model.safetensors}. */
    public static SafetensorsFile ofModel(Path folder) throws IOException {
        return open(folder.resolve("model.safetensors"));
    }

    public Path file() {
        return file;
    }

    /** Every tensor, ordered by name. */
    public Collection<TensorInfo> tensors() {
        return tensors.values();
    }

    public Map<String, String> metadata() {
        return metadata;
    }

    public boolean has(String name) {
        return tensors.containsKey(name);
    }

    /** Where a tensor lies; fails with a message naming file and tensor when it is not there. */
    public TensorInfo info(String name) throws ModelFormatException {
        TensorInfo info = tensors.get(name);
        if (info == null) {
            throw new ModelFormatException(file + ": no tensor " + name);
        }
        return info;
    }

    /** One tensor, widened to float32. */
    public Tensor read(String name) throws IOException {
        TensorInfo info = info(name);
        float[] values = new float[(int) info.elements()];
        read(info, (from, piece, count) -> System.arraycopy(piece, 0, values, (int) from, count));
        return new Tensor(info.dimensions(), values);
    }

    /** One tensor that must have this shape. */
    public Tensor read(String name, int... shape) throws IOException {
        info(name, shape);
        return read(name);
    }

    /** Where a tensor lies that must have this shape. */
    public TensorInfo info(String name, int... shape) throws ModelFormatException {
        TensorInfo info = info(name);
        if (!Arrays.equals(info.dimensions(), shape)) {
            throw new ModelFormatException(
                    file + ": " + name + " has shape " + info.shape() + ", expected " + Arrays.toString(shape));
        }
        return info;
    }

    /** One tensor, widened to float32 and handed over in pieces. */
    public void read(TensorInfo info, TensorPieces.Values values) throws IOException {
        new TensorPieces().read(this, info, values);
    }

    /** Tensors must lie end to end and fill the file, as the reference implementation demands. */
    private static void mustTile(Path file, Collection<TensorInfo> tensors, long dataStart, long fileSize)
            throws ModelFormatException {
        long end = dataStart;
        List<TensorInfo> inPlace = tensors.stream()
                .sorted(Comparator.comparingLong(TensorInfo::begin).thenComparingLong(TensorInfo::bytes))
                .toList();
        for (TensorInfo info : inPlace) {
            if (info.begin() != end) {
                throw new ModelFormatException(file + ": tensor " + info.name() + " begins at byte " + info.begin()
                        + ", the one before it ends at " + end + " (overlap or gap)");
            }
            end += info.bytes();
        }
        if (end != fileSize) {
            throw new ModelFormatException(
                    file + ": " + (fileSize - end) + " bytes after the last tensor belong to none");
        }
    }

    private static void told(Path file, JsonNode metadata, Map<String, String> texts) throws ModelFormatException {
        boolean sound = metadata.isObject() || metadata.isNull();
        for (Map.Entry<String, JsonNode> entry : metadata.properties()) {
            sound &= entry.getValue().isTextual();
            texts.put(entry.getKey(), entry.getValue().asText());
        }
        if (!sound) {
            throw new ModelFormatException(
                    file + ": __metadata__ is " + ConfigFields.shown(metadata) + ", not an object of texts");
        }
    }

    private static TensorInfo info(Path file, String name, JsonNode node, long dataStart, long fileSize)
            throws ModelFormatException {
        String where = file + ": tensor " + name;
        if (!node.isObject()) {
            throw new ModelFormatException(
                    where + " is " + ConfigFields.shown(node) + ", not an object with dtype, shape and data_offsets");
        }
        Dtype dtype;
        try {
            dtype = Dtype.valueOf(node.path("dtype").asText());
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(
                    where + " has dtype " + ConfigFields.shown(node.path("dtype")) + "; F32, BF16 and F16 are read");
        }
        JsonNode dimensions = node.path("shape");
        JsonNode offsets = node.path("data_offsets");
        if (!dimensions.isArray() || !offsets.isArray() || offsets.size() != 2) {
            throw new ModelFormatException(where + " lacks shape or data_offsets");
        }
        int[] shape = new int[dimensions.size()];
        for (int i = 0; i < shape.length; i++) {
            JsonNode size = dimensions.get(i);
            shape[i] = size.isIntegralNumber() && size.canConvertToInt() ? size.asInt() : -1;
            if (shape[i] < 0) {
                throw new ModelFormatException(where + " has shape " + dimensions);
            }
        }
        long begin = offset(offsets.get(0));
        long end = offset(offsets.get(1));
        if (begin < 0 || end < begin || end > fileSize - dataStart) {
            throw new ModelFormatException(where + " claims bytes " + offsets.get(0) + " to " + offsets.get(1) + " of "
                    + (fileSize - dataStart) + " (truncated?)");
        }
        long expected;
        try {
            expected = Math.multiplyExact(Tensor.elements(shape), (long) dtype.width());
        } catch (ArithmeticException e) {
            throw new ModelFormatException(where + " has absurd shape " + dimensions);
        }
        if (expected / dtype.width() > Integer.MAX_VALUE) {
            throw new ModelFormatException(where + " of shape " + dimensions + " has more than 2^31 elements");
        }
        if (end - begin != expected) {
            throw new ModelFormatException(
                    where + " of shape " + dimensions + " needs " + expected + " bytes, has " + (end - begin));
        }
        return new TensorInfo(name, dtype, Arrays.stream(shape).boxed().toList(), dataStart + begin, end - begin);
    }

    private static long offset(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong() ? node.longValue() : -1;
    }

    private static ByteBuffer slice(FileChannel channel, long from, int length, Path file) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        fill(buffer, channel, from, file);
        return buffer.flip();
    }

    /** Fills what is left of the buffer with the bytes from here on. */
    static void fill(ByteBuffer buffer, FileChannel channel, long from, Path file) throws IOException {
        int start = buffer.position();
        while (buffer.hasRemaining()) {
            long at = from + buffer.position() - start;
            if (channel.read(buffer, at) < 0) {
                throw new EOFException(file + ": ends at byte " + at);
            }
        }
    }
}
