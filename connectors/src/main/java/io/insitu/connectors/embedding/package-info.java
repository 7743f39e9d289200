/**
 * Texts as vectors, made by a model of the user's own in this process. Leaves what is done with vectors to whoever asks.
 *
 * <pre>
 *  text ─► tokenizer.json ─► ids, mask ─► model.onnx ─► (tokens, width) ─► mean or first ─► length 1
 * </pre>
 */
@NullMarked
package io.insitu.connectors.embedding;

import org.jspecify.annotations.NullMarked;
