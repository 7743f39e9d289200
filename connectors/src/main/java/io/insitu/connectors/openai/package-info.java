/**
 * The served model as OpenAI's clients expect it: chat completions, whole or as a stream, the list of models, and vLLM's
 * calls that load and unload adapters. The format is in the module's README.
 *
 * <p>A request waits on its own HTTP thread; tokens reach it through a queue, so that a slow reader slows nobody. Leaves
 * the answering to {@code serving} and the words to {@code text}.
 */
@NullMarked
package io.insitu.connectors.openai;

import org.jspecify.annotations.NullMarked;
