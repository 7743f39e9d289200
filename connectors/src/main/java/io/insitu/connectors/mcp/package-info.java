/** Transcripts of the Model Context Protocol: what a client and a server of tools said to each other. */
@NullMarked
package io.insitu.connectors.mcp;

import org.jspecify.annotations.NullMarked;
