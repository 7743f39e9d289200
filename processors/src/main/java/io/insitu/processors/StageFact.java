package io.insitu.processors;

import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.Control;
import io.insitu.schemas.event.DeadLetter;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.JournalEntry;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.Request;
import io.insitu.schemas.event.Tool;
import io.insitu.schemas.event.TrainingBatch;
import io.insitu.schemas.event.Update;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the stages of evolve tell each other; all but {@link Journal} and {@link Reached} also leave on the topic of their kind. */
public sealed interface StageFact {
    /** Whom it concerns; empty when no lineage in particular. */
    String lineage();

    /** A fact from the journal, seen for the first time. */
    record Journal(JournalEntry entry) implements StageFact {
        @Override
        public String lineage() {
            return entry.getLineage();
        }
    }

    /** A trajectory was weighed within its group. The same trajectory may be scored again after late feedback. */
    record Scored(Experience experience) implements StageFact {
        @Override
        public String lineage() {
            return experience.getLineage();
        }
    }

    /** A principle was published, revised or retired. */
    record PrincipleChanged(Principle principle) implements StageFact {
        @Override
        public String lineage() {
            return principle.getLineage();
        }
    }

    /** A tool was proposed, published or retired. */
    record ToolChanged(Tool tool) implements StageFact {
        @Override
        public String lineage() {
            return tool.getLineage();
        }
    }

    /** A worker is asked for what cannot be derived from the log. */
    record Asked(Request request) implements StageFact {
        @Override
        public String lineage() {
            return request.getLineage();
        }
    }

    /** There is enough experience to train on. */
    record Batched(TrainingBatch batch) implements StageFact {
        @Override
        public String lineage() {
            return batch.getLineage();
        }
    }

    /** The gate gave an adapter another status. */
    record AdapterDecided(AdapterVersion adapter) implements StageFact {
        @Override
        public String lineage() {
            return adapter.getLineage();
        }
    }

    /**
     * A retraction, with everything made so far from what it names. Follows the command's own {@link Journal}.
     *
     * @param subjectId event or trajectory, as the operator named it
     * @param derived near things first
     */
    record Reached(Control command, String subjectId, Map<String, FactKind> derived) implements StageFact {
        public Reached {
            derived = Collections.unmodifiableMap(new LinkedHashMap<>(derived));
        }

        @Override
        public String lineage() {
            return command.getLineage();
        }

        /** The ids of one kind among {@code derived}, in its order. */
        public List<String> derived(FactKind kind) {
            return derived.entrySet().stream()
                    .filter(entry -> entry.getValue() == kind)
                    .map(Map.Entry::getKey)
                    .toList();
        }
    }

    /** A step of evolution, for everyone who subscribes. */
    record Announced(Update update) implements StageFact {
        @Override
        public String lineage() {
            return update.getLineage();
        }
    }

    /** A fact that could not be used. */
    record Refused(DeadLetter letter) implements StageFact {
        @Override
        public String lineage() {
            return "";
        }
    }
}
