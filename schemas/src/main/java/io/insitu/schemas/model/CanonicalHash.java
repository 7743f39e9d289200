package io.insitu.schemas.model;

import io.insitu.schemas.model.TensorInfo.Dtype;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over length-prefixed parts, so that no two lists of parts hash alike by concatenation. */
final class CanonicalHash {
    /** Half of SHA-256: short enough for a folder name, long enough never to collide. */
    private static final int HEX_CHARS = 32;

    private final MessageDigest digest;

    CanonicalHash(String kind) {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        text(kind);
    }

    CanonicalHash text(String value) {
        return bytes(ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
    }

    CanonicalHash bytes(ByteBuffer value) {
        length(value.remaining());
        digest.update(value);
        return this;
    }

    /** One part that comes in pieces of so many bytes altogether. */
    CanonicalHash length(long bytes) {
        digest.update(ByteBuffer.allocate(8).putLong(bytes).flip());
        return this;
    }

    /** A piece of the part whose length was told. */
    void piece(ByteBuffer value) {
        digest.update(value);
    }

    CanonicalHash tensor(Tensor tensor) {
        text(tensor.toString());
        return bytes(SafetensorsWriter.bytes(tensor.values(), Dtype.F32));
    }

    String hex() {
        return HexFormat.of().formatHex(digest.digest()).substring(0, HEX_CHARS);
    }
}
