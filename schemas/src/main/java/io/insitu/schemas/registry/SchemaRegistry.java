package io.insitu.schemas.registry;

import org.apache.avro.Schema;

/**
 * The two calls a serde needs of a schema registry. Implementations cache: a schema never changes under its id.
 * Both throw {@link RegistryException} when the registry refuses or cannot be reached.
 */
public interface SchemaRegistry {
    /** The id of this schema under this subject, registering it if it is new and compatible. */
    int register(String subject, Schema schema);

    /** The schema behind an id. Throws {@link RegistryException} with {@code unknown() == true} when there is none. */
    Schema byId(int id);
}
