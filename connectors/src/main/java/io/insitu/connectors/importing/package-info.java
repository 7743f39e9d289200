/**
 * Recorded runs of other systems, whatever they are written in: cut into records, counted, or told to the log as if they
 * happened now. What a record of one format means is that format's own package; whether a recorded reward can be trusted
 * is decided elsewhere.
 */
@NullMarked
package io.insitu.connectors.importing;

import org.jspecify.annotations.NullMarked;
