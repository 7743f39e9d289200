/** Time for those who may not look at a clock: it reaches the log as events. What time means is decided there. */
@NullMarked
package io.insitu.connectors.clock;

import org.jspecify.annotations.NullMarked;
