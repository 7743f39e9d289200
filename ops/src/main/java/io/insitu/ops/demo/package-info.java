/** The whole loop in one JVM: agents work in a world while everything they do is learnt from. */
@NullMarked
package io.insitu.ops.demo;

import org.jspecify.annotations.NullMarked;
