package io.insitu.schemas;

import org.apache.avro.specific.SpecificRecord;

/**
 * One topic: its name, what it carries, and how it is kept.
 *
 * @param name name without a namespace, e.g. {@code insitu.journal.v1}
 * @param type the generated class of its values; keys are UTF-8 strings on every topic
 * @param retention how the broker keeps it
 * @param key what the key is, for people
 */
public record TopicSpec<T extends SpecificRecord>(String name, Class<T> type, Retention retention, String key) {
    /** FACT: kept whole, in order. COMPACTED: the newest value of each key is kept. */
    public enum Retention {
        FACT,
        COMPACTED
    }

    /**
     * The topic's name inside a namespace. The empty namespace is the live one; a replay works in another.
     *
     * @param namespace empty, or a prefix such as {@code check-1}
     */
    public String in(String namespace) {
        return namespace.isEmpty() ? name : namespace + "." + name;
    }
}
