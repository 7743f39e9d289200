/** Which recorded outcomes cannot be believed: looked up on the log, or found in recorded files without one. */
@NullMarked
package io.insitu.ops.outcomes;

import org.jspecify.annotations.NullMarked;
