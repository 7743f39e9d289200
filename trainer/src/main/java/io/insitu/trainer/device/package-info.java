/** Where training happens: what was wished, what is there, and one line that says why. Leaves the arithmetic to engines. */
@NullMarked
package io.insitu.trainer.device;

import org.jspecify.annotations.NullMarked;
