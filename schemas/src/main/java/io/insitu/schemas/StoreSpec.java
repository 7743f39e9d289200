package io.insitu.schemas;

/**
 * One state store: a plain key-value store with a changelog; keys are UTF-8 strings.
 *
 * @param name stage and noun, e.g. {@code assemble-open}; renaming it is a migration
 * @param key layout of the key, e.g. {@code trajectoryId|seq}
 * @param value what it holds, for people
 */
public record StoreSpec(String name, String key, String value) {
    public StoreSpec {
        if (!name.matches("[a-z]+(-[a-z]+)+")) {
            throw new IllegalArgumentException("a store is named stage-noun in lower case, was " + name);
        }
    }

    /** The topic Kafka Streams keeps this store in. */
    public String changelog(String applicationId) {
        return applicationId + "-" + name + "-changelog";
    }
}
