/**
 * Decides which adapter serves. Nothing goes live unproven: flips on probe tasks first, then an acknowledgement by
 * every replica, then a watch over live success. A drop is no verdict, for the world may have changed: the parent must
 * do better on the newest probes. Leaves evaluating and loading to workers and replicas.
 *
 * <p>A replica that stays silent holds a candidate, but rejects nothing: after two windows of {@code canaryTimeoutMs} it is
 * not waited for until it speaks again, and the candidate serves if the others hold it. Without any replica it waits.
 *
 * <pre>
 * CANDIDATE ──► examined (EvaluationRequest ► flips) ──► CANARY (replicas load beside) ──► LIVE ──► watched
 *                  │ held: ask again, bounded                │ refused                        │ drop ► compared
 *                  └──► REJECTED ◄───────────────────────────┘                                └──► ROLLED_BACK ◄── retraction
 * </pre>
 */
@NullMarked
package io.insitu.processors.gate;

import org.jspecify.annotations.NullMarked;
