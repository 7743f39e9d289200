package io.insitu.trainer.worker;

import io.insitu.trainer.engine.cuda.Cuda;
import io.insitu.trainer.engine.cuda.DeviceReading;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.function.Function;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The device that trains among the metrics of this process, {@code io.insitu:type=training-device}, beside those of the Kafka
 * clients. Asked of the driver when somebody looks; -1 where it does not tell.
 */
public final class DeviceMetrics implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceMetrics.class);
    private static final String NAME = "io.insitu:type=training-device";

    private final boolean registered;

    /** What JMX shows. */
    public interface DeviceMXBean {
        long getMemoryUsedBytes();

        long getMemoryTotalBytes();

        int getBusyPercent();

        int getTemperatureCelsius();
    }

    private record Readings() implements DeviceMXBean {
        @Override
        public long getMemoryUsedBytes() {
            return told(DeviceReading::usedBytes, -1L);
        }

        @Override
        public long getMemoryTotalBytes() {
            return told(DeviceReading::totalBytes, -1L);
        }

        @Override
        public int getBusyPercent() {
            return told(DeviceReading::busyPercent, -1);
        }

        @Override
        public int getTemperatureCelsius() {
            return told(DeviceReading::celsius, -1);
        }

        private static <T> T told(Function<DeviceReading, T> what, T otherwise) {
            Optional<DeviceReading> reading = Cuda.reading();
            return reading.map(what).orElse(otherwise);
        }
    }

    private DeviceMetrics(boolean registered) {
        this.registered = registered;
    }

    /** Shows the device until closed; a second worker of the process shares what the first one shows. */
    static DeviceMetrics show() {
        try {
            ObjectName name = new ObjectName(NAME);
            if (ManagementFactory.getPlatformMBeanServer().isRegistered(name)) {
                return new DeviceMetrics(false);
            }
            ManagementFactory.getPlatformMBeanServer().registerMBean(new Readings(), name);
            return new DeviceMetrics(true);
        } catch (JMException e) {
            LOG.atWarn().setCause(e).log("no metrics of the training device");
            return new DeviceMetrics(false);
        }
    }

    @Override
    public void close() {
        if (!registered) {
            return;
        }
        try {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(new ObjectName(NAME));
        } catch (JMException e) {
            LOG.atWarn().setCause(e).log("metrics of the training device stay");
        }
    }
}
