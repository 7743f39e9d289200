/**
 * A model behind an OpenAI-compatible address, as judge or distiller: asked within a budget, with a limit on time, size and
 * attempts, and answered with the digests of what was asked and said, so that a reply on the log can be held against both.
 *
 * <p>What it says is a stranger's text. Whoever reads it decides what it may mean.
 */
@NullMarked
package io.insitu.connectors.llm;

import org.jspecify.annotations.NullMarked;
