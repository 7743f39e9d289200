/**
 * Decides which adapter serves. Nothing goes live unproven: flips on probe tasks first, then an acknowledgement by
 * every replica, then a watch over live success. A drop is no verdict, for the world may have changed: the parent must
 * do better on the newest probes. Leaves evaluating and loading to workers and replicas.
 *
 * <pre>
 * CANDIDATE ──► examined (EvaluationRequest ► flips) ──► CANARY (replicas load beside) ──► LIVE ──► watched
 *                  │ held: ask again, bounded                │ refused, silent                │ drop ► compared
 *                  └──► REJECTED ◄───────────────────────────┘                                └──► ROLLED_BACK ◄── retraction
 * </pre>
 */
@NullMarked
package io.insitu.processors.gate;

import org.jspecify.annotations.NullMarked;
