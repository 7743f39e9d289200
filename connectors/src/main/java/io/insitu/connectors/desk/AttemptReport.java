package io.insitu.connectors.desk;

/** What an attempt came to: verdict, calls made, tokens generated, time spent waiting for the policy. */
public record AttemptReport(Verdict verdict, int calls, int generatedTokens, double policyMs, double slowestCallMs) {}
