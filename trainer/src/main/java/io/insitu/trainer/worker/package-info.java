/** The loop from training batches to candidate adapters, one Kafka transaction each. */
@NullMarked
package io.insitu.trainer.worker;

import org.jspecify.annotations.NullMarked;
