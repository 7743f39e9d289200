/**
 * How an agent tells what it does: asynchronous, bounded, never in its way. Also the one road by which every other
 * connector reaches the log. What the events mean is decided by the processors.
 */
@NullMarked
package io.insitu.connectors.sdk;

import org.jspecify.annotations.NullMarked;
