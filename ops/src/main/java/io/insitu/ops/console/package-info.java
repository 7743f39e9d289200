/** A page that shows a running demo. Reads only; leaves every decision to the command line. */
@NullMarked
package io.insitu.ops.console;

import org.jspecify.annotations.NullMarked;
