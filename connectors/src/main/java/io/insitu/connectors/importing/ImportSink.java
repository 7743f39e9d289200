package io.insitu.connectors.importing;

import io.insitu.schemas.event.Interaction;

/** Where an import goes. */
public interface ImportSink {
    /** Takes an event; waits for room rather than losing it. False: it could not be taken. */
    boolean event(Interaction event) throws InterruptedException;

    /** Hears of a record that could not be used. */
    void refused(Refusal refusal) throws InterruptedException;
}
