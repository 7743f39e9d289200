/** Values to bytes and back. Leaves storage and transport to Kafka, ids to the registry. */
@NullMarked
package io.insitu.schemas.serde;

import org.jspecify.annotations.NullMarked;
