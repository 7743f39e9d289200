/**
 * Proves that state is a function of the log: digests of the stores and of what was written, and rebuilding both in a
 * namespace of their own.
 */
@NullMarked
package io.insitu.ops.replay;

import org.jspecify.annotations.NullMarked;
