/** Reads topics from their first record to their present end. Leaves meaning to those who ask. */
@NullMarked
package io.insitu.ops.log;

import org.jspecify.annotations.NullMarked;
