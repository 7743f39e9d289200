package io.insitu.connectors.sdk;

import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.DeadLetter;
import io.insitu.schemas.event.Interaction;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * One record on its way to the log.
 *
 * @param partition where it must go, or null to let its key decide
 * @param chars roughly its size in characters
 */
public record Outgoing<T extends SpecificRecord>(
        TopicSpec<T> topic, @Nullable Integer partition, String key, T value, long chars, Delivery delivery) {
    /** An event, keyed by its trajectory. */
    public static Outgoing<Interaction> event(Interaction event, Delivery delivery) {
        return new Outgoing<>(
                Topics.INTERACTIONS, null, event.getTrajectoryId(), event, Weight.of(event.getBody()), delivery);
    }

    /** A refusal, keyed by the connector it was refused at. */
    public static Outgoing<DeadLetter> letter(DeadLetter letter, Delivery delivery) {
        long chars = letter.getDetail().length()
                + (letter.getValue() == null ? 0 : letter.getValue().remaining());
        return new Outgoing<>(Topics.DEAD_LETTERS, null, letter.getOriginTopic(), letter, chars, delivery);
    }
}
