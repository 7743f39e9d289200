/** Trajectories of mini-swe-agent, and the evaluation reports that may lie beside them. */
@NullMarked
package io.insitu.connectors.minisweagent;

import org.jspecify.annotations.NullMarked;
