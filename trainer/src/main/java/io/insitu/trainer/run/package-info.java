/**
 * A whole training run outside the stream: recipe, steps, guards, replay, checkpoints. A function of base, data, recipe and
 * seed, however often it was interrupted. Leaves files and words to whoever starts it.
 */
@NullMarked
package io.insitu.trainer.run;

import org.jspecify.annotations.NullMarked;
