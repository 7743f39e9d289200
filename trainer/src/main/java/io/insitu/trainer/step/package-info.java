/** From examples to changed parameters: packing, gradients over threads, AdamW, whole training runs. */
@NullMarked
package io.insitu.trainer.step;

import org.jspecify.annotations.NullMarked;
