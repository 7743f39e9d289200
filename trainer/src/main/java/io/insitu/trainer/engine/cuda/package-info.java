/**
 * The engine on one NVIDIA device: bf16 storage, float32 sums, the adapter inside the weights. Nothing else knows CUDA. What is
 * computed is asked of a {@link io.insitu.trainer.engine.cuda.Device}, so that tests can put another one under it.
 */
@NullMarked
package io.insitu.trainer.engine.cuda;

import org.jspecify.annotations.NullMarked;
