/**
 * What an attempt was worth: its typed outcome, its rewards by source, and how it compares with its group.
 *
 * <pre>
 *   groupSize attempts, or grace by ticks             feedback grace by ticks
 *  (open) ─────────────────────────────────► (closed) ──────────────────────► (forgotten)
 *     feedback changes the attempt               feedback, or an attempt that comes late,
 *     before anything is said                    scores that attempt again; the others keep their word
 * </pre>
 *
 * <p>Attempts the world broke carry no reward and do not count in their group. A quarantined attempt waits until it is
 * approved, a retracted one for ever. So does a name nobody knows yet, as long as it is among the newest.
 */
@NullMarked
package io.insitu.processors.score;

import org.jspecify.annotations.NullMarked;
