/**
 * Says how useful each library entry is, which entries a task is given, and which entries have served long enough.
 * Leaves making entries to {@code distil}.
 */
@NullMarked
package io.insitu.processors.recall;

import org.jspecify.annotations.NullMarked;
