/** What a stream does with a record it cannot use: a letter in the same transaction. Leaves broken code to stop it. */
@NullMarked
package io.insitu.topology.errors;

import org.jspecify.annotations.NullMarked;
