package io.insitu.trainer.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.trainer.engine.cuda.Cuda;
import io.insitu.trainer.engine.cuda.DeviceReading;
import java.lang.management.ManagementFactory;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class DeviceMetricsTest {
    private final MBeanServer metrics = ManagementFactory.getPlatformMBeanServer();

    @Test
    void theDeviceIsAmongTheMetricsWhileAWorkerRuns() throws Exception {
        ObjectName name = new ObjectName("io.insitu:type=training-device");
        try (DeviceMetrics shown = DeviceMetrics.show();
                DeviceMetrics second = DeviceMetrics.show()) {
            second.close();
            for (String attribute :
                    new String[] {"MemoryUsedBytes", "MemoryTotalBytes", "BusyPercent", "TemperatureCelsius"}) {
                long value = ((Number) metrics.getAttribute(name, attribute)).longValue();
                assertThat(value).as(attribute).isGreaterThanOrEqualTo(-1);
            }
            long total = Cuda.reading().map(DeviceReading::totalBytes).orElse(-1L);
            assertThat(metrics.getAttribute(name, "MemoryTotalBytes")).isEqualTo(total);
        }
        assertThat(metrics.isRegistered(name)).isFalse();
    }
}
