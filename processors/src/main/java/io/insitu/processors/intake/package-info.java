/** Facts that were recorded elsewhere enter the journal. Decides only which; what they mean is evolve's business. */
@NullMarked
package io.insitu.processors.intake;

import org.jspecify.annotations.NullMarked;
