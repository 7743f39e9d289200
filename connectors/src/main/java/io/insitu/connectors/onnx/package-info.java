/**
 * A decoder as an ONNX graph, written from Java: config.json and safetensors in, the bytes of a model out.
 *
 * <p>The graph is made for short calls, where the cost of a node outweighs its arithmetic: q, k and v are one product,
 * gate and up are one, rotation, cache and attention are one node. A LoRA adapter enters as inputs, so that changing
 * it is a change of arguments. Leaves running the graph, sampling and adapter lifetimes to {@code serving}.
 */
@NullMarked
package io.insitu.connectors.onnx;

import org.jspecify.annotations.NullMarked;
