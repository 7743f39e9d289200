package io.insitu.ops.replay;

/**
 * What a store or a topic comes to.
 *
 * @param name store, or topic without its namespace
 * @param entries how many keys, or records
 * @param sha256 over keys and values, in order of key
 */
public record StoreDigest(String name, long entries, String sha256) {}
