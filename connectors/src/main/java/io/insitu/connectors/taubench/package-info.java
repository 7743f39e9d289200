/**
 * Recorded runs of tau-bench: counted, or told to the log as if they happened now. Whether a recorded reward can be
 * trusted is decided elsewhere.
 */
@NullMarked
package io.insitu.connectors.taubench;

import org.jspecify.annotations.NullMarked;
