package io.insitu.schemas;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Names things by what they are: SHA-256 over parts, each preceded by its length, so that ("ab", "c") and ("a", "bc")
 * differ. An id is the first half of the hash, 32 hex characters.
 */
public final class Digest {
    private final MessageDigest sha = sha256();

    private Digest() {}

    /** The id of these parts, in this order: 32 lower-case hex characters. */
    public static String of(String... parts) {
        return of(List.of(parts));
    }

    /** The id of these parts, in this order. */
    public static String of(List<String> parts) {
        Digest digest = start();
        parts.forEach(digest::add);
        return digest.id();
    }

    /** The id of these bytes. */
    public static String ofBytes(byte[] bytes) {
        return start().add(bytes).id();
    }

    /** A seed for a draw, fixed by the ids it belongs to. */
    public static long seed(String... parts) {
        Digest digest = start();
        List.of(parts).forEach(digest::add);
        return ByteBuffer.wrap(digest.sha.digest()).getLong();
    }

    /** Begins a digest of parts that do not fit into memory together. */
    public static Digest start() {
        return new Digest();
    }

    public Digest add(String part) {
        return add(part.getBytes(StandardCharsets.UTF_8));
    }

    public Digest add(byte[] part) {
        sha.update(ByteBuffer.allocate(Long.BYTES).putLong(part.length).flip());
        sha.update(part);
        return this;
    }

    /** Ends the digest: 32 hex characters. */
    public String id() {
        return hex().substring(0, 32);
    }

    /** Ends the digest: all 64 hex characters, for files whose names others must trust. */
    public String hex() {
        return HexFormat.of().formatHex(sha.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
        }
    }
}
