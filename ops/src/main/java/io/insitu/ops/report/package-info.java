/** Says how a run went: measured from the log alone, as JSON, as a page and as a table. */
@NullMarked
package io.insitu.ops.report;

import org.jspecify.annotations.NullMarked;
