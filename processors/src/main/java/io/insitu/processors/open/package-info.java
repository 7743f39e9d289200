/** The door of evolve: lets each journal entry pass once, and knows what each lineage may learn. */
@NullMarked
package io.insitu.processors.open;

import org.jspecify.annotations.NullMarked;
