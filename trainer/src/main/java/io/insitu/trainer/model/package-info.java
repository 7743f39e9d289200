/** The decoder, forward and backward, over base weights with or without an adapter. Leaves losses and steps to others. */
@NullMarked
package io.insitu.trainer.model;

import org.jspecify.annotations.NullMarked;
