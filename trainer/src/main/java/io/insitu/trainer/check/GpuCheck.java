package io.insitu.trainer.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.schemas.model.ArtifactStore;
import io.insitu.trainer.engine.cuda.Cuda;
import io.insitu.trainer.engine.cuda.CudaBackend;
import io.insitu.trainer.engine.cuda.CudaException;
import io.insitu.trainer.engine.cuda.Presence;
import io.insitu.trainer.step.BaseModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * One call that says what a device is worth: accuracy, speed, memory, and the same step by others. {@code ops/gpu-check} puts it
 * where a device is. Exit code 0: every promise kept; 1: no device, or a promise missed; 2: not understood.
 */
public final class GpuCheck {
    private static final double FASTER_THAN_PEFT = 1.5;
    private static final double FINE_TUNE_SECONDS = 3;

    private final CheckOptions options;
    private final CudaBackend device;
    private final Findings findings;

    private GpuCheck(CheckOptions options, CudaBackend device) {
        this.options = options;
        this.device = device;
        findings = new Findings(device.describe());
    }

    public static void main(String[] arguments) throws IOException {
        System.exit(run(arguments));
    }

    static int run(String... arguments) throws IOException {
        CheckOptions options;
        try {
            options = CheckOptions.of(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println("gpu-check: " + e.getMessage());
            return 2;
        }
        if (Cuda.presence() instanceof Presence.Missing missing) {
            System.err.println("gpu-check: nothing was measured: " + missing.reason());
            return 1;
        }
        try (CudaBackend device = CudaBackend.open(options.kernels())) {
            GpuCheck check = new GpuCheck(options, device);
            check.all();
            System.out.print(check.findings.table());
            Files.writeString(options.out(), check.findings.json().toPrettyString() + "\n");
            return check.findings.met() ? 0 : 1;
        } catch (CudaException e) {
            System.err.println("gpu-check: " + e.getMessage());
            return 1;
        }
    }

    private void all() throws IOException {
        tests();
        fixtures();
        double fastest = device.fastestProducts();
        findings.add(Finding.of("large bf16 products", fastest / 1e12, "TFLOP/s"));
        for (Shape shape : options.shapes()) {
            time(shape);
        }
    }

    private void tests() throws IOException {
        Path file = options.tests();
        if (file == null) {
            findings.note("kernel checks: not run");
            return;
        }
        JsonNode said = new ObjectMapper().readTree(file.toFile());
        findings.add(Finding.of("kernel checks that ran", said.path("ran").asDouble(), ""));
        findings.add(
                Finding.atMost("kernel checks that failed", said.path("failed").asDouble(Double.NaN), "", 0));
    }

    private void fixtures() throws IOException {
        Path folder = options.fixtures();
        if (folder == null) {
            findings.note("fixtures: none at hand");
            return;
        }
        List<Path> all;
        try (Stream<Path> inside = Files.list(folder)) {
            all = inside.filter(f -> Files.exists(f.resolve("expected.json")))
                    .sorted()
                    .toList();
        }
        for (Path fixture : all) {
            findings.add(FixtureAccuracy.of(device, fixture).findings());
        }
    }

    /** A shape that does not fit, or fails, is told of; the others are still timed. */
    private void time(Shape shape) {
        double seconds;
        // Opened for itself: closed, it gives back all its memory, also after a failure half-way.
        try (CudaBackend own = CudaBackend.open(options.kernels());
                BaseModel base = BaseModel.random(own, shape.config(), 1)) {
            StepTiming.Measured ours = StepTiming.of(base, shape, options.steps());
            seconds = ours.seconds();
            double share = shape.floorSeconds() / ours.seconds();
            findings.add(Finding.of(shape + ": step of " + shape.rows() + " x " + Shape.SEQUENCE, ours.seconds(), "s"));
            findings.add(Finding.atLeast(
                            shape + ": tokens a second",
                            shape.tokens() / ours.seconds(),
                            "",
                            shape.promised() * shape.tokens() / shape.floorSeconds())
                    .ofFloor(share));
            findings.add(Finding.of(shape + ": device memory", ours.usedBytes() / 1e9, "GB"));
            findings.add(Finding.of(shape + ": loss of random tokens", ours.loss(), ""));
            if (shape == Shape.HALF_B) {
                fineTune(base);
            }
        } catch (CudaException | IllegalStateException | IOException e) {
            findings.add(Finding.atMost(shape + ": failures", 1, "", 0));
            findings.note(shape + ": " + e.getMessage());
            return;
        }
        compare(shape, seconds); // our memory is free again: both have the whole device
    }

    private void fineTune(BaseModel base) throws IOException {
        Path folder = Files.createTempDirectory("insitu-gpu-check");
        double seconds = MicroFineTune.seconds(base, new ArtifactStore(folder));
        findings.add(Finding.atMost("64 trajectories to a published adapter", seconds, "s", FINE_TUNE_SECONDS));
    }

    private void compare(Shape shape, double seconds) {
        String python = options.python();
        Path script = options.script();
        if (python == null || script == null) {
            findings.note(shape + ": transformers + PEFT not compared, no Python was named");
            return;
        }
        try {
            PeftRun.Measured theirs = new PeftRun(python, script).run(shape, options.steps());
            findings.add(Finding.of(shape + ": step by " + theirs.versions(), theirs.secondsPerStep(), "s"));
            findings.add(Finding.of(shape + ": its device memory", theirs.peakGb(), "GB"));
            findings.add(Finding.atLeast(
                    shape + ": times as fast", theirs.secondsPerStep() / seconds, "x", FASTER_THAN_PEFT));
        } catch (IOException e) {
            findings.note(shape + ": " + e.getMessage());
        }
    }
}
