/**
 * What an agent is given before it works: a view of the published library, and the port through which agents ask.
 * Which entries fit a task is decided by whoever implements the port.
 */
@NullMarked
package io.insitu.connectors.context;

import org.jspecify.annotations.NullMarked;
