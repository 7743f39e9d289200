package io.insitu.schemas.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;

/**
 * All an embedded registry knows.
 *
 * @param schemas the schema of id n at place n - 1
 * @param subjects ids of each subject's versions, oldest first
 */
record RegistryState(List<Schema> schemas, Map<String, List<Integer>> subjects) {
    static final RegistryState EMPTY = new RegistryState(List.of(), Map.of());

    RegistryState {
        schemas = List.copyOf(schemas);
        subjects = new TreeMap<>(subjects);
    }

    Schema schema(int id) {
        return schemas.get(id - 1);
    }

    List<Integer> versions(String subject) {
        return subjects.getOrDefault(subject, List.of());
    }

    /** The id of this very text, or 0. The same schema keeps its id under every subject. */
    int id(Schema schema) {
        String text = schema.toString();
        for (int i = 0; i < schemas.size(); i++) {
            if (schemas.get(i).toString().equals(text)) {
                return i + 1;
            }
        }
        return 0;
    }

    RegistryState with(String subject, Schema schema) {
        List<Schema> more = new ArrayList<>(schemas);
        int id = id(schema);
        if (id == 0) {
            more.add(schema);
            id = more.size();
        }
        List<Integer> ids = new ArrayList<>(versions(subject));
        ids.add(id);
        Map<String, List<Integer>> next = new TreeMap<>(subjects);
        next.put(subject, List.copyOf(ids));
        return new RegistryState(more, next);
    }
}
