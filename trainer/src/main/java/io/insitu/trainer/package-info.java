/** A batch in, an adapter out. Leaves to others which batch, and whether the adapter may serve. */
@NullMarked
package io.insitu.trainer;

import org.jspecify.annotations.NullMarked;
