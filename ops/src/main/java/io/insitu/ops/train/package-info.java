/**
 * `insitu train`: the trainer alone, on a file. Reads options and JSONL lines, shows progress, writes the folder; learning
 * itself is {@code io.insitu.trainer.run}.
 */
@NullMarked
package io.insitu.ops.train;

import org.jspecify.annotations.NullMarked;
