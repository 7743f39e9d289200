/** Simulations of tau2-bench, in which agent and user each have tools of their own. */
@NullMarked
package io.insitu.connectors.tau2;

import org.jspecify.annotations.NullMarked;
