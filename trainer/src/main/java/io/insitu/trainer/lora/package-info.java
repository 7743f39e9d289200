/** Arithmetic on finished adapters. Leaves making them to {@code step} and {@code run}. */
@NullMarked
package io.insitu.trainer.lora;

import org.jspecify.annotations.NullMarked;
