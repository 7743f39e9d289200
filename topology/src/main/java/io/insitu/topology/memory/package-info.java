/**
 * What lies between a stage's memory and its state store: values stay objects while they are in use, are read from bytes
 * once, and written once per record, however often the stages touch them.
 */
@NullMarked
package io.insitu.topology.memory;

import org.jspecify.annotations.NullMarked;
