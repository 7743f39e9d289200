/** The wiring: which record goes where, and which stage remembers what. Decides nothing itself. */
@NullMarked
package io.insitu.topology;

import org.jspecify.annotations.NullMarked;
