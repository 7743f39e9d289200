/**
 * Which events form a trajectory: without repeats, in order of seq, closed at its end, after silence, or at a limit.
 *
 * <pre>
 *            every seq up to TrajectoryEnded, or silence, or a limit             remembered long enough
 *   (open) ───────────────────────────────────────────────────────────► (closed) ──────────────────────► (forgotten)
 *     │ repeated event: absorbed                                          │ repeated event: absorbed
 *     │ two events at one seq: the smaller event id stands                │ feedback: LateFeedback
 *     │ the other, or one id with two contents: DUPLICATE_CONFLICT        │ anything else: AFTER_END
 * </pre>
 *
 * <p>Silence is measured in log time, the newest Tick before an event, never in the time an event claims: an import of
 * last year's runs is not a year of silence. A trajectory closed by silence keeps what came: steps are in order of seq
 * and a gap stays a gap. Feedback is counted by its id; its seq matters only where it fills a position.
 *
 * <p>Only so many trajectories are open at once, and only so many closed ones are remembered: beyond that the one nearest to its
 * time goes before it, which a dead letter says once.
 *
 * <p>Spans and log records come from several places, children before parents, and nobody counted them. They are put in
 * order when the trajectory closes, which a trace does after a short silence once its end was told. What is told twice
 * becomes one step ({@link io.insitu.schemas.Traced}).
 */
@NullMarked
package io.insitu.processors.assemble;

import org.jspecify.annotations.NullMarked;
