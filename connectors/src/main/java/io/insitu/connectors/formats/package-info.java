/** All formats of recorded runs that can be read, and which of them a file is in. */
@NullMarked
package io.insitu.connectors.formats;

import org.jspecify.annotations.NullMarked;
