/**
 * What an attempt was worth: its typed outcome, its rewards by source, and how it compares with its group.
 *
 * <pre>
 *   groupSize attempts, or grace by ticks             feedback grace by ticks
 *  (open) ─────────────────────────────────► (closed) ──────────────────────► (forgotten)
 *     feedback changes the attempt               feedback or a verdict says again what it       feedback is a dead letter
 *     before anything is said                    changes, of the others too; so does an attempt
 *                                                that comes late
 * </pre>
 *
 * <p>What is said again is another version of the experience: it names its causes, the late evidence among them, and the version it
 * takes the place of. Nobody waits for the grace to be over: what is known is learnt from at once, and corrected. How long both graces are,
 * each lineage's plan says ({@link io.insitu.processors.score.Graces}).
 *
 * <p>Only so many groups are open at once, and only so many attempts of closed ones are held: beyond that the one that is due first
 * is closed, or forgotten, before its time. What is said of its attempts afterwards is refused like what comes after the
 * grace. A group that has as many attempts as are compared makes room for another one of its name. A dead letter says when it comes to
 * that.
 *
 * <p>Attempts the world broke carry no reward and do not count in their group. A quarantined attempt waits until it is
 * approved, a retracted one for ever. So does a name nobody knows yet, as long as it is among the newest.
 *
 * <p><b>Rubrics.</b> An attempt is judged by {@link io.insitu.processors.score.Rubric}s, those that its lineage's {@link
 * io.insitu.processors.score.RubricPlan} names. Some say what became of it: people over verifiers (told or computed) over its own
 * claim over opinions (judge, user, others) over what most of its group came to; the strongest is believed, and its reward times its
 * weight counts. Others shade that reward whatever became of the attempt, each times its weight. The sum is cut to [-1, 1]. Each
 * reward names its source and version; what a source said is kept beside the sum even where it did not count.
 *
 * <p><b>Judge.</b> Where a lineage wants it, a worker is asked about attempts that nobody who knows better graded, once their group is
 * closed. The question's id is the digest of its content; a verdict joins the attempt as feedback of {@code judge/} and the
 * worker's name, and the verdicts of a group are said together when none is awaited any more. One that comes after the grace
 * of its attempt is a dead letter, like any late feedback.
 *
 * <p><b>Steps.</b> Each step of an experience has its own advantage ({@link io.insitu.processors.score.StepCredit}), whether it may be
 * imitated ({@link io.insitu.processors.score.StepMarks}), and whether it is a failed try that the attempt itself put right
 * ({@link io.insitu.processors.score.Corrections}). What happened stays as it was; {@code select} makes of it what is learnt from.
 *
 * <p><b>Audit.</b> What is believed of an attempt is compared with what others say of it ({@link
 * io.insitu.processors.score.Disagreement}), with what was done where the task says what it expects ({@link
 * io.insitu.schemas.TaskAttributes}, {@link io.insitu.processors.score.ExpectedActions}), and with what other attempts showed. What can
 * be found, and what clears it, says {@link io.insitu.processors.score.Suspicion}; each is reason enough.
 *
 * <p>A suspect attempt is published once like any other, with its reasons in {@code suspicions}. Its outcome is UNKNOWN and
 * its total reward and advantage are 0: nobody knows what became of it, so whoever reads only the outcome does right. {@code rewards} keeps
 * what every source said, first the recorded one, and the verifier's, which is the corrected one. It does not count in
 * its group. A person or another verifier that judges it settles the matter: the attempt is scored again by that word.
 *
 * <p>The audit knows what the attempts so far have shown. An attempt keeps its score when later ones show that what it was
 * expected to do cannot be done; it is judged by that when it is scored again.
 */
@NullMarked
package io.insitu.processors.score;

import org.jspecify.annotations.NullMarked;
