/** Results of Reflexion: attempts repeated with lessons the agent wrote itself. What it did in between is not recorded. */
@NullMarked
package io.insitu.connectors.reflexion;

import org.jspecify.annotations.NullMarked;
