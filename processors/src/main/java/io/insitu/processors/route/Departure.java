package io.insitu.processors.route;

import io.insitu.processors.StageFact;
import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.Topics;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** Where a fact goes: its topic, its key there, and what is written. */
public record Departure(TopicSpec<?> topic, String key, SpecificRecord value) {
    /** Empty for a journal entry, which already is on a topic, and for what only stages tell each other. */
    public static Optional<Departure> of(StageFact fact) {
        if (fact instanceof StageFact.Journal || fact instanceof StageFact.Reached) {
            return Optional.empty();
        } else if (fact instanceof StageFact.Scored scored) {
            return to(Topics.EXPERIENCE, fact.lineage(), scored.experience());
        } else if (fact instanceof StageFact.PrincipleChanged changed) {
            return to(Topics.PRINCIPLES, entry(fact, changed.principle().getId()), changed.principle());
        } else if (fact instanceof StageFact.ToolChanged changed) {
            return to(Topics.TOOLS, entry(fact, changed.tool().getId()), changed.tool());
        } else if (fact instanceof StageFact.Asked asked) {
            return to(Topics.REQUESTS, asked.request().getRequestId(), asked.request());
        } else if (fact instanceof StageFact.Batched batched) {
            return to(Topics.TRAINING_BATCHES, fact.lineage(), batched.batch());
        } else if (fact instanceof StageFact.AdapterDecided decided) {
            return to(Topics.ADAPTERS, entry(fact, decided.adapter().getAdapterId()), decided.adapter());
        } else if (fact instanceof StageFact.Announced announced) {
            return to(Topics.UPDATES, fact.lineage(), announced.update());
        } else if (fact instanceof StageFact.Refused refused) {
            return to(Topics.DEAD_LETTERS, refused.letter().getOriginTopic(), refused.letter());
        }
        throw new IllegalStateException("no topic is declared for " + fact);
    }

    private static <T extends SpecificRecord> Optional<Departure> to(TopicSpec<T> topic, String key, T value) {
        return Optional.of(new Departure(topic, key, value));
    }

    private static String entry(StageFact fact, String id) {
        return fact.lineage() + "/" + id;
    }
}
