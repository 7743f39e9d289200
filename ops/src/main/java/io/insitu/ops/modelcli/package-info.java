/** Commands about one model folder: look into it, compute with it, compare it. Leaves training to {@code ops.train}. */
@NullMarked
package io.insitu.ops.modelcli;

import org.jspecify.annotations.NullMarked;
