package io.insitu.ops.report;

import io.insitu.ops.report.ArmReport.Flips;
import io.insitu.ops.report.ArmReport.Latencies;
import io.insitu.ops.report.ArmReport.Recovery;
import io.insitu.ops.report.RunLog.Published;
import io.insitu.schemas.event.Ack;
import io.insitu.schemas.event.AdapterStatus;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.EvaluationResult;
import io.insitu.schemas.event.ProbeOutcome;
import io.insitu.schemas.event.UpdateKind;
import java.util.ArrayList;
import java.util.List;

/** Measures one arm. */
final class ArmMeasure {
    private static final int CURVE_POINTS = 30;
    private static final double RECOVERED = 0.9;

    private final List<Episode> episodes;
    private final List<Published> updates;
    private final List<Ack> publishes;
    private final List<AdapterVersion> decided;
    private final List<EvaluationResult> evaluations;
    private final AdapterTimes adapterTimes;
    private final List<CallMeasure.PolicyCall> calls;
    private final List<CallMeasure.Refused> refused;
    private final int length;

    /**
     * @param length attempts the whole run was to have
     */
    ArmMeasure(RunLog log, String lineage, int length) {
        this.episodes = log.episodes(lineage);
        this.updates = log.updates(lineage);
        this.publishes = log.publishes(lineage);
        this.evaluations = log.evaluations(lineage);
        this.adapterTimes = log.adapterTimes();
        this.refused = log.refused(lineage);
        this.decided = log.decided(lineage);
        this.calls = log.calls(lineage);
        this.length = length;
    }

    ArmReport report() {
        int fifth = length / 5;
        return new ArmReport(
                episodes.size(),
                (int) episodes.stream().filter(episode -> !episode.graded()).count(),
                success(0, fifth),
                success(length - fifth, length),
                success(episodes.stream()
                        .filter(episode -> !episode.afterDrift())
                        .toList()),
                success(episodes.stream().filter(Episode::afterDrift).toList()),
                stepsPerSuccess(),
                count(UpdateKind.PRINCIPLE_PUBLISHED),
                count(UpdateKind.PRINCIPLE_RETIRED),
                count(UpdateKind.TOOL_PUBLISHED),
                count(UpdateKind.TOOL_REFUSED),
                count(UpdateKind.ADAPTER_LIVE),
                count(UpdateKind.ADAPTER_ROLLED_BACK),
                (int) decided.stream()
                        .filter(version -> version.getStatus() == AdapterStatus.REJECTED)
                        .count(),
                flips(),
                latencies(),
                recovery(),
                convergence(),
                CallMeasure.of(calls, refused, publishes),
                curve());
    }

    private double success(int from, int to) {
        return success(episodes.stream()
                .filter(episode -> episode.number() >= from && episode.number() < to)
                .toList());
    }

    private static double success(List<Episode> some) {
        long graded = some.stream().filter(Episode::graded).count();
        return graded == 0 ? -1 : some.stream().filter(Episode::passed).count() / (double) graded;
    }

    private double stepsPerSuccess() {
        return episodes.stream()
                .filter(Episode::passed)
                .mapToInt(Episode::calls)
                .average()
                .orElse(-1);
    }

    private int count(UpdateKind kind) {
        return (int) updates.stream()
                .filter(published -> published.update().getKind() == kind)
                .count();
    }

    private Flips flips() {
        int passToFail = 0;
        int failToPass = 0;
        for (EvaluationResult result : evaluations) {
            for (ProbeOutcome probe : result.getProbes()) {
                passToFail += probe.getBaselinePassed() && !probe.getCandidatePassed() ? 1 : 0;
                failToPass += !probe.getBaselinePassed() && probe.getCandidatePassed() ? 1 : 0;
            }
        }
        return new Flips(passToFail, failToPass);
    }

    private Latencies latencies() {
        return new Latencies(
                publishing(UpdateKind.PRINCIPLE_PUBLISHED),
                publishing(UpdateKind.TOOL_PUBLISHED),
                Percentiles.of(adapterTimes.untilServing(publishes)));
    }

    private Percentiles publishing(UpdateKind kind) {
        return Percentiles.of(updates.stream()
                .filter(published -> published.update().getKind() == kind
                        && published.update().getCauseAtMs() > 0)
                .map(published ->
                        (double) (published.atMs() - published.update().getCauseAtMs()))
                .toList());
    }

    private Recovery recovery() {
        List<Episode> before = episodes.stream().filter(e -> !e.afterDrift()).toList();
        List<Episode> after = episodes.stream().filter(Episode::afterDrift).toList();
        double level = success(before.subList(Math.max(0, before.size() - length / 5), before.size()));
        int window = Math.max(1, length / 20);
        for (int from = 0; level >= 0 && from + window <= after.size(); from++) {
            if (success(after.subList(from, from + window)) >= RECOVERED * level) {
                return new Recovery(level, from, from / (double) length, from <= length / 5);
            }
        }
        return new Recovery(level, -1, -1, false);
    }

    /** Library changes in the last fifth of the run over those in its busiest fifth: 0 is still, 1 is restless. */
    private double convergence() {
        if (episodes.isEmpty()) {
            return -1;
        }
        long first = episodes.stream().mapToLong(Episode::endedMs).min().orElse(0);
        long last = episodes.stream().mapToLong(Episode::endedMs).max().orElse(0);
        double[] fifths = new double[5];
        for (Published published : updates) {
            String kind = published.update().getKind().name();
            if (kind.startsWith("PRINCIPLE_") || kind.startsWith("TOOL_")) {
                double share = (published.update().getAtMs() - first) / (double) Math.max(1, last - first);
                fifths[(int) Math.max(0, Math.min(4, share * 5))]++;
            }
        }
        double busiest = 0;
        for (double fifth : fifths) {
            busiest = Math.max(busiest, fifth);
        }
        return busiest == 0 ? -1 : fifths[4] / busiest;
    }

    private List<Double> curve() {
        int width = Math.max(1, length / CURVE_POINTS);
        List<Double> curve = new ArrayList<>();
        for (int from = 0; from < length; from += width) {
            curve.add(success(from, from + width));
        }
        return curve;
    }
}
