/** Tasks of the Berkeley function-calling leaderboard: nothing was tried yet, but what is right is known. */
@NullMarked
package io.insitu.connectors.bfcl;

import org.jspecify.annotations.NullMarked;
