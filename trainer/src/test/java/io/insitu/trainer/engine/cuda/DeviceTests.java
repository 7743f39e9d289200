package io.insitu.trainer.engine.cuda;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.discovery.ClassNameFilter;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The tests of this package where there is no build: what {@code ops/gpu-check} runs on a machine with a device. */
public final class DeviceTests {
    private DeviceTests() {}

    /** Counts, and a line for each failure. */
    private static final class Counts implements TestExecutionListener {
        private int ran;
        private int failed;
        private int skipped;

        @Override
        public void executionSkipped(TestIdentifier test, String reason) {
            skipped++;
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (result.getStatus() == Status.ABORTED) {
                skipped++;
                return;
            }
            boolean bad = result.getStatus() == Status.FAILED;
            ran += test.isTest() ? 1 : 0;
            failed += bad ? 1 : 0;
            if (bad) {
                System.err.println("failed: " + test.getUniqueId() + ": "
                        + result.getThrowable().map(String::valueOf).orElse(""));
            }
        }
    }

    /** @param arguments the JSON file to write, and a package if it is not this one */
    public static void main(String[] arguments) throws IOException {
        String tested = arguments.length > 1 ? arguments[1] : DeviceTests.class.getPackageName();
        LauncherDiscoveryRequest all = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectPackage(tested))
                .filters(ClassNameFilter.excludeClassNamePatterns(
                        ".*(Nvcc|KernelFiles)Test")) // read the sources of a build
                .build();
        Launcher launcher = LauncherFactory.create();
        Counts counts = new Counts();
        launcher.execute(all, counts);
        Files.writeString(
                Path.of(arguments[0]),
                "{\"ran\": " + counts.ran + ", \"failed\": " + counts.failed + ", \"skipped\": " + counts.skipped
                        + "}\n");
        System.exit(counts.failed == 0 && counts.ran > 0 ? 0 : 1);
    }
}
