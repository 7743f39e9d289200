/** Workers that answer what learning asks, and the watch over everything that must not stop unnoticed. */
@NullMarked
package io.insitu.ops.work;

import org.jspecify.annotations.NullMarked;
