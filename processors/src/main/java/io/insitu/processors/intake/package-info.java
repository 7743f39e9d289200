/**
 * Facts that were recorded elsewhere enter the journal. A fact whose ids or times could harm others is refused; one
 * about something nobody knows enters and changes nothing. What facts mean is evolve's business.
 */
@NullMarked
package io.insitu.processors.intake;

import org.jspecify.annotations.NullMarked;
