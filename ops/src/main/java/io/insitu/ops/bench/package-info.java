/** Measurements that are published: each beside the ceiling that the same machine showed in the same run. */
@NullMarked
package io.insitu.ops.bench;

import org.jspecify.annotations.NullMarked;
