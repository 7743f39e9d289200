package io.insitu.connectors.text;

/**
 * Tokens of a part of a chat.
 *
 * @param answer the assistant says them, the mark that ends its turn included: what a model is trained on
 */
public record ChatPiece(int[] tokens, boolean answer) {}
