/** The engine on OpenBLAS and plain Java loops; it defines what is correct for every other engine. */
@NullMarked
package io.insitu.trainer.engine.cpu;

import org.jspecify.annotations.NullMarked;
