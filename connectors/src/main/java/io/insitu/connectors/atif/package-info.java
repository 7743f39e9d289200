/** The Agent Trajectory Interchange Format, whose version 1.4 tells tokens. */
@NullMarked
package io.insitu.connectors.atif;

import org.jspecify.annotations.NullMarked;
