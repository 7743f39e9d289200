/** The vocabulary: what is said on which topic, and in which bytes. Leaves every decision to others. */
@NullMarked
package io.insitu.schemas;

import org.jspecify.annotations.NullMarked;
