package io.insitu.processors.distil;

import java.util.Map;

/**
 * A call that worked.
 *
 * @param arguments argument name to value, as text
 * @param result fields of the result, if it was a JSON object
 */
public record Call(String tool, Map<String, String> arguments, Map<String, String> result) {}
