package io.insitu.connectors.sdk;

/** Hears what became of one record. Called on a sender's thread: be quick, do not throw. */
public interface Delivery {
    /** Asked just before sending: false when it has become pointless; it then counts as AFTER_LOSS. */
    default boolean wanted() {
        return true;
    }

    /** The broker has it. */
    default void sent() {}

    /** It is lost. */
    default void lost(LossReason reason, String detail) {}

    /** For records nobody waits for. */
    static Delivery unobserved() {
        return new Delivery() {};
    }
}
