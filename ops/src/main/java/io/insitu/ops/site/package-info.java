/** One data folder and what lives in it: broker, schemas, state, artifacts. Leaves what runs on top to others. */
@NullMarked
package io.insitu.ops.site;

import org.jspecify.annotations.NullMarked;
