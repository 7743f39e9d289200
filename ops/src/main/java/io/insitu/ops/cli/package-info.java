/** The command line: reads what was typed, says what went wrong in one line. Leaves the work to its siblings. */
@NullMarked
package io.insitu.ops.cli;

import org.jspecify.annotations.NullMarked;
