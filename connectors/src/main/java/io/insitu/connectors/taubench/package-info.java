/** Recorded runs of tau-bench and of its fork that evolves tools: counted, or told as attempts at their tasks. */
@NullMarked
package io.insitu.connectors.taubench;

import org.jspecify.annotations.NullMarked;
