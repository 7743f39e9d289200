/**
 * The door of evolve: lets each journal entry pass once, and knows what each lineage may learn. A repeat is recognised for six
 * hours of log time as shipped and among the newest million entries of a partition; when entries go before their time a dead
 * letter says so, once. What is told again after that is heard as if it were new.
 */
@NullMarked
package io.insitu.processors.open;

import org.jspecify.annotations.NullMarked;
