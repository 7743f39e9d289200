/**
 * A decoder as an ONNX graph, written from Java: config.json and safetensors in, the bytes of a model out.
 *
 * <p>Weights stay in the safetensors files, which the graph refers to; half precision is widened and matrices that read
 * the same input are put together when the model is loaded. Of three ways to say the same, {@code RUNTIME} is made for
 * short calls, where the cost of a node outweighs its arithmetic: q, k and v are one product, gate and up are one,
 * rotation, cache and attention are one node. A LoRA adapter enters as inputs, so that changing it is a change of
 * arguments. Leaves running the graph, sampling and adapter lifetimes to {@code serving}.
 */
@NullMarked
package io.insitu.connectors.onnx;

import org.jspecify.annotations.NullMarked;
