package io.insitu.schemas;

import io.insitu.schemas.TopicSpec.Retention;
import io.insitu.schemas.event.Ack;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.Control;
import io.insitu.schemas.event.DeadLetter;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.JournalEntry;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.Reply;
import io.insitu.schemas.event.Request;
import io.insitu.schemas.event.Tool;
import io.insitu.schemas.event.TrainingBatch;
import io.insitu.schemas.event.Update;
import java.util.List;

/**
 * Every topic, declared once. What the topology reads is kept whole, {@code adapters} too: a candidate and the gate's
 * verdicts on it share a key, and a replay needs the candidate.
 */
public final class Topics {
    public static final TopicSpec<Interaction> INTERACTIONS =
            new TopicSpec<>("insitu.interactions.v1", Interaction.class, Retention.FACT, "trajectoryId");
    public static final TopicSpec<JournalEntry> JOURNAL =
            new TopicSpec<>("insitu.journal.v1", JournalEntry.class, Retention.FACT, "lineage");
    public static final TopicSpec<Experience> EXPERIENCE =
            new TopicSpec<>("insitu.experience.v1", Experience.class, Retention.FACT, "lineage");
    public static final TopicSpec<Principle> PRINCIPLES =
            new TopicSpec<>("insitu.principles.v1", Principle.class, Retention.COMPACTED, "lineage/id");
    public static final TopicSpec<Tool> TOOLS =
            new TopicSpec<>("insitu.tools.v1", Tool.class, Retention.COMPACTED, "lineage/id");
    public static final TopicSpec<Request> REQUESTS =
            new TopicSpec<>("insitu.requests.v1", Request.class, Retention.FACT, "requestId");
    public static final TopicSpec<Reply> REPLIES =
            new TopicSpec<>("insitu.replies.v1", Reply.class, Retention.FACT, "requestId");
    public static final TopicSpec<TrainingBatch> TRAINING_BATCHES =
            new TopicSpec<>("insitu.training-batches.v1", TrainingBatch.class, Retention.FACT, "lineage");
    public static final TopicSpec<AdapterVersion> ADAPTERS =
            new TopicSpec<>("insitu.adapters.v1", AdapterVersion.class, Retention.FACT, "lineage/id");
    public static final TopicSpec<Ack> ACKS = new TopicSpec<>("insitu.acks.v1", Ack.class, Retention.FACT, "replica");
    public static final TopicSpec<Update> UPDATES =
            new TopicSpec<>("insitu.updates.v1", Update.class, Retention.FACT, "lineage");
    public static final TopicSpec<Control> CONTROL =
            new TopicSpec<>("insitu.control.v1", Control.class, Retention.FACT, "lineage");
    public static final TopicSpec<DeadLetter> DEAD_LETTERS =
            new TopicSpec<>("insitu.dead-letters.v1", DeadLetter.class, Retention.FACT, "origin");

    private static final List<TopicSpec<?>> ALL = List.of(
            INTERACTIONS,
            JOURNAL,
            EXPERIENCE,
            PRINCIPLES,
            TOOLS,
            REQUESTS,
            REPLIES,
            TRAINING_BATCHES,
            ADAPTERS,
            ACKS,
            UPDATES,
            CONTROL,
            DEAD_LETTERS);

    private Topics() {}

    /** All topics, in the order in which facts flow. */
    public static List<TopicSpec<?>> all() {
        return ALL;
    }
}
