/** What a token's log-probability is worth: one coefficient per target token. */
@NullMarked
package io.insitu.trainer.loss;

import org.jspecify.annotations.NullMarked;
