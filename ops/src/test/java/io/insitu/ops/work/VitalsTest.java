package io.insitu.ops.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.insitu.ops.UserError;
import io.insitu.ops.site.DataFolder;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VitalsTest {
    @TempDir
    Path root;

    @Test
    void whoeverStopsIsNamedWithItsReasonAndTheWayOut() {
        AtomicReference<Throwable> worker = new AtomicReference<>();
        Vitals vitals =
                new Vitals(DataFolder.create(root)).watch("trainer", () -> null).watch("desk worker", worker::get);
        vitals.check();
        assertThat(vitals.sound()).isTrue();

        worker.set(new IllegalStateException("wrapped", new OutOfMemoryError("heap")));

        assertThat(vitals.sound()).isFalse();
        assertThatThrownBy(vitals::check)
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("the desk worker stopped: wrapped: heap; see ")
                .hasMessageEndingWith("insitu.log and start again on the same --data");
    }
}
