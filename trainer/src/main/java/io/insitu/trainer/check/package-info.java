/** What a device is worth: accuracy, speed and memory measured where there is one, beside what it could do at most. */
@NullMarked
package io.insitu.trainer.check;

import org.jspecify.annotations.NullMarked;
