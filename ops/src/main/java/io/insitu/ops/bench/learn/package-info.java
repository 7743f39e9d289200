/** Does it learn? A small policy at desks drawn by a seed, taught by each method, examined where it was not taught. */
@NullMarked
package io.insitu.ops.bench.learn;

import org.jspecify.annotations.NullMarked;
