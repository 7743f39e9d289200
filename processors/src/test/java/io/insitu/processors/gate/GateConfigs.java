package io.insitu.processors.gate;

/** The gate of these tests: two attempts per probe, so that a test can write its pairs out. */
final class GateConfigs {
    private GateConfigs() {}

    static GateConfig twoTrials() {
        GateConfig shipped = GateConfig.defaults();
        return new GateConfig(
                shipped.minProbes(),
                shipped.maxProbes(),
                2,
                shipped.minCoverage(),
                shipped.minNet(),
                shipped.maxP(),
                shipped.maxAsked(),
                shipped.evaluationTimeoutMs(),
                shipped.canaryTimeoutMs(),
                shipped.watched(),
                shipped.minBaseline(),
                shipped.drop(),
                shipped.falseAlarm(),
                shipped.maxWaiting());
    }
}
