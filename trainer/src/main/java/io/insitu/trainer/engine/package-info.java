/** The seam between the decoder and the machine: the operations a device must offer. Knows no model and no loss. */
@NullMarked
package io.insitu.trainer.engine;

import org.jspecify.annotations.NullMarked;
