/** Makes the demo's base model from nothing; what it may do in a world is learnt elsewhere, from experience. */
@NullMarked
package io.insitu.ops.base;

import org.jspecify.annotations.NullMarked;
