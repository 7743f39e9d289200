/** Trajectories of SWE-agent, in the forms its versions gave them. */
@NullMarked
package io.insitu.connectors.sweagent;

import org.jspecify.annotations.NullMarked;
