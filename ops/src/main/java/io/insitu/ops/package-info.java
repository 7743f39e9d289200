/** Runs the house: commands, the one-JVM mode, reports, replay. What is said here is only how a command may fail. */
@NullMarked
package io.insitu.ops;

import org.jspecify.annotations.NullMarked;
