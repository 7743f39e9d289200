/**
 * Makes principles and tools from what distinguishes successful attempts from failed ones. No model is asked: what
 * counts is how often a call goes with success under a condition. Leaves their later usefulness to {@code recall}.
 *
 * <pre>
 * scored attempt ──► AttemptLog (ring) ──► ConditionWindow per single term and pair of terms
 *                                              │ last 32 attempts, one bit each per call, companion term, sequence
 *                                              ├──► PrincipleDistiller ──► "when refund gold do credit"
 *                                              └──► SequenceMiner ──► macro_…: lookup, verify, credit ──┐
 * its calls, with answers ──► RecordingLog (ring) ──► FlowMiner ──► macro_…: find_user(email), details($1) ──┴──► Replay ──► trial
 * what it was told and did ──► PracticeBook: repairs and instructions, pairs of attempts at one task that kept them or did not
 *                                              └──► PracticePublisher ──► "when pay fails with 'not found', change method and call it again"
 * </pre>
 *
 * <p>Where a lineage wants it ({@code AskingPlan}), {@code ModelDesk} has a model asked about the same occasions, by request and reply:
 *
 * <pre>
 * a mixed group, an error put right by one and not by another, an instruction kept by one and not by another
 *   ──► OpenCase: an attempt that did well, one that did badly ──whole, and the budget allows──► DistillationRequest
 * DistillationResult ──words of these tasks, a tool that exists──► Proposals: a CANDIDATE under test by pairs ──► PracticePublisher
 *         └──anything else, or nobody waits──► dead letter
 * </pre>
 *
 * <p>A proposal says: at tasks with these words make this call. Where an application names terms its words are those, elsewhere the words of
 * the instruction, as {@code TermBook} splits it. Later attempts at a task with all of its words are paired by whether they made the call.
 */
@NullMarked
package io.insitu.processors.distil;

import org.jspecify.annotations.NullMarked;
