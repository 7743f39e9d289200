package io.insitu.topology.violation;

import io.insitu.connectors.desk.Call;

/** Breaks an arrow on purpose. */
public record KnowsAConnector(Call call) {}
