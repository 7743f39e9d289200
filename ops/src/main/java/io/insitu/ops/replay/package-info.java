/** Proves that state is a function of the log: digests of stores, and rebuilding them in a namespace of their own. */
@NullMarked
package io.insitu.ops.replay;

import org.jspecify.annotations.NullMarked;
