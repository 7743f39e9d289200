/** Which topic a fact of the stages leaves on, and under which key. */
@NullMarked
package io.insitu.processors.route;

import org.jspecify.annotations.NullMarked;
