/**
 * Which facts made which: from any principle, tool, batch or adapter one can walk to the events behind it, and a
 * retraction walks the other way. Bounded: of each lineage the oldest facts are forgotten first.
 */
@NullMarked
package io.insitu.processors.lineage;

import org.jspecify.annotations.NullMarked;
