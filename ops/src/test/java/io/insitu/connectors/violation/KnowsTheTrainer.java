package io.insitu.connectors.violation;

import io.insitu.trainer.engine.cpu.CpuEngines;

/** Breaks an arrow on purpose. */
public record KnowsTheTrainer(CpuEngines engines) {}
