/**
 * OpenTelemetry in: spans and log records of the GenAI conventions become interactions. What each attribute becomes is
 * {@link io.insitu.connectors.otlp.Convention}, the table that the module's README prints.
 *
 * <pre>
 *   request ─► Wire (protobuf, JSON) ─► Telemetry ─► TraceMapping ─► interactions, refusals ─► the log ─► answer
 * </pre>
 *
 * <p>Nothing is remembered between requests: every event follows from one span, or from the log records of one span that
 * came together, and its id from what it tells. Order, repetition and what several spans say of one call are the
 * assembler's to settle ({@link io.insitu.schemas.Traced}).
 */
@NullMarked
package io.insitu.connectors.otlp;

import org.jspecify.annotations.NullMarked;
