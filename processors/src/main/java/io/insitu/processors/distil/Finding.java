package io.insitu.processors.distil;

import java.util.List;

/**
 * What the numbers say: under this condition, success needs this call.
 *
 * @param conditions in alphabetical order
 * @param attempts numbers of the supporting attempts, newest first
 */
record Finding(List<String> conditions, String action, Counts counts, double p, boolean firm, List<Integer> attempts) {}
