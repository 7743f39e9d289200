package io.insitu.connectors.serving;

/**
 * What a probe of a loaded adapter saw.
 *
 * @param passed the runtime's logits are finite and agree with an independent computation
 * @param worstError largest difference between the two
 * @param effect largest difference between logits with the adapter and with the base alone
 * @param summary one line for people
 */
public record ProbeResult(boolean passed, double worstError, double effect, String summary) {}
