/**
 * The file formats that trainer and serving must agree on: safetensors, config.json, PEFT folders, digests and the
 * artifact store. Leaves arithmetic to the trainer and inference to serving.
 */
@NullMarked
package io.insitu.schemas.model;

import org.jspecify.annotations.NullMarked;
