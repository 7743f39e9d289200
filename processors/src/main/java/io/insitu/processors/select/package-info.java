/**
 * What is worth training on, and when: attempts of tasks that sometimes succeed and sometimes fail, mixed with earlier
 * successes, one batch at a time: the next waits for the verdict on the last, for its refusal, or for the timeout. Tasks
 * kept for probes are never trained on.
 */
@NullMarked
package io.insitu.processors.select;

import org.jspecify.annotations.NullMarked;
