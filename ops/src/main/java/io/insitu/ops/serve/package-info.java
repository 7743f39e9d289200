/** The whole house in one JVM for agents of one's own: log, topologies, HTTP ingest and context. */
@NullMarked
package io.insitu.ops.serve;

import org.jspecify.annotations.NullMarked;
