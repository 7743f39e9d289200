/**
 * The agent's model: a base, the adapters beside it, and the replica that follows the log and says what it serves.
 *
 * <p>A conversation keeps the adapter it began with until its end, because its cache was computed by that adapter:
 * tokens of two policies in one cache would be the tokens of none. A swap is therefore one reference per lineage, which
 * the next conversation reads; no call waits for it and none is refused.
 *
 * <p>Who is in a hurry talks to the model on its own thread ({@code Conversation}); many at once share each call
 * ({@code ContinuousBatching}), whatever their adapters.
 *
 * <p>The environment is DJL's ONNX Runtime engine; the decoding loop speaks to {@code ai.onnxruntime} directly, because
 * only there can the cache be input and output of one call in the same memory. Leaves the graph to {@code onnx}, the
 * choice of adapters to the gate, and words and tokens to the agent.
 */
@NullMarked
package io.insitu.connectors.serving;

import org.jspecify.annotations.NullMarked;
