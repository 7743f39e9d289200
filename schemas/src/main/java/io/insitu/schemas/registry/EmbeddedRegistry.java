package io.insitu.schemas.registry;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.jspecify.annotations.Nullable;

/**
 * A registry inside this JVM. Every subject is FULL_TRANSITIVE; ids count from 1, are never reused and survive a
 * restart. A registration is on disk before its id is told to anybody.
 */
public final class EmbeddedRegistry implements SchemaRegistry {
    /** A registry that grows without end is being abused. */
    static final int MAX_SCHEMAS = 10_000;

    /** One version of a subject. */
    record Version(String subject, int version, int id, Schema schema) {}

    private final @Nullable RegistryFile file;
    private RegistryState state;

    private EmbeddedRegistry(@Nullable RegistryFile file) {
        this.file = file;
        this.state = file == null ? RegistryState.EMPTY : file.read();
    }

    /** A registry that forgets, for tests. */
    public static EmbeddedRegistry inMemory() {
        return new EmbeddedRegistry(null);
    }

    /** A registry that keeps its schemas in this file. */
    public static EmbeddedRegistry in(Path file) {
        return new EmbeddedRegistry(new RegistryFile(file));
    }

    @Override
    public synchronized int register(String subject, Schema schema) {
        for (int id : state.versions(subject)) {
            if (state.schema(id).toString().equals(schema.toString())) {
                return id;
            }
        }
        if (!compatible(schema, state.versions(subject))) {
            throw new RegistryException(
                    RegistryException.INCOMPATIBLE,
                    "Schema being registered is incompatible with an earlier schema for subject \"" + subject
                            + "\": give new fields a default and do not change old ones");
        }
        RegistryState next = state.with(subject, schema);
        if (next.schemas().size() > MAX_SCHEMAS) {
            throw new RegistryException(42205, "this registry holds its limit of " + MAX_SCHEMAS + " schemas");
        }
        if (file != null) {
            file.write(next);
        }
        state = next;
        return state.id(schema);
    }

    @Override
    public synchronized Schema byId(int id) {
        if (id < 1 || id > state.schemas().size()) {
            throw new RegistryException(RegistryException.UNKNOWN_SCHEMA, "Schema " + id + " not found");
        }
        return state.schema(id);
    }

    synchronized List<String> subjects() {
        return List.copyOf(state.subjects().keySet());
    }

    synchronized List<Version> versions(String subject) {
        List<Integer> ids = state.versions(subject);
        if (ids.isEmpty()) {
            throw new RegistryException(RegistryException.UNKNOWN_SUBJECT, "Subject '" + subject + "' not found.");
        }
        return IntStream.range(0, ids.size())
                .mapToObj(i -> new Version(subject, i + 1, ids.get(i), state.schema(ids.get(i))))
                .toList();
    }

    /** Whether this schema could follow these versions: both ways, so old readers stay alive too. */
    synchronized boolean compatible(Schema schema, List<Integer> ids) {
        return ids.stream().map(state::schema).allMatch(old -> reads(schema, old) && reads(old, schema));
    }

    private static boolean reads(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                        .getType()
                == SchemaCompatibilityType.COMPATIBLE;
    }
}
