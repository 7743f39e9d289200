/**
 * The service desk: a world read from data, tasks drawn from it, the environment that executes an agent's calls, and the agent
 * that works there. The hidden rules stay inside {@link io.insitu.connectors.desk.DeskEnvironment}; the agent sees a ticket, the
 * options and what its calls return. Serving a policy, emitting events and recalling context are ports, filled in elsewhere.
 */
@NullMarked
package io.insitu.connectors.desk;

import org.jspecify.annotations.NullMarked;
