/**
 * Counts, from the log and the stores alone, what must be there exactly once. Each tally is told facts and then says
 * how many there are, how many came twice, how many are lost, and how many are still on their way; none of them knows
 * where facts come from. Leaves whether state follows from the log to {@code replay}.
 */
@NullMarked
package io.insitu.ops.audit;

import org.jspecify.annotations.NullMarked;
