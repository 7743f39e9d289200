/** A real Kafka broker inside this JVM, its topics and the settings of its clients. Leaves what flows to others. */
@NullMarked
package io.insitu.ops.broker;

import org.jspecify.annotations.NullMarked;
