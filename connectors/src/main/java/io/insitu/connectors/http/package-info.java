/**
 * Events as JSON over HTTP, for agents without our SDK, and the context they ask for. The format is in the module's
 * README. What an event means is decided by the processors.
 */
@NullMarked
package io.insitu.connectors.http;

import org.jspecify.annotations.NullMarked;
