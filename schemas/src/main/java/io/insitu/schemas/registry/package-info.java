/** Where schemas get their ids: any registry that speaks the Confluent REST protocol, or one inside this JVM. */
@NullMarked
package io.insitu.schemas.registry;

import org.jspecify.annotations.NullMarked;
