package io.insitu.trainer.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.insitu.trainer.engine.cuda.Presence.Missing;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CudaLibraryTest {
    @Test
    void aMissingDriverIsNamed() {
        LinkageError error =
                linkage("libjnicudart.so: libcuda.so.1: cannot open shared object file: No such file or directory");
        assertThat(CudaLibrary.reason(error)).isEqualTo("no NVIDIA driver (libcuda.so.1 is not there)");
    }

    @Test
    void aMissingLibraryIsNamedWithWhatToDo() {
        LinkageError error = linkage(
                "/cache/libjnicublas.so: libcublasLt.so.13: cannot open shared object file: No such file or directory");
        assertThat(CudaLibrary.reason(error))
                .isEqualTo(
                        "CUDA libraries are missing: libcublasLt.so.13 (install CUDA 13.0 or newer of 13, or name its"
                                + " folder in LD_LIBRARY_PATH)");
    }

    @Test
    void anyOtherTroubleIsToldAsItIs() {
        assertThat(CudaLibrary.reason(new NoClassDefFoundError("Could not initialize class x")))
                .isEqualTo("the CUDA binding does not link here (Could not initialize class x)");
    }

    /** The first look throws another error than later ones: nobody may meet either. */
    @Test
    void aBindingThatDoesNotLinkIsAReasonAndNoError() {
        AtomicInteger looks = new AtomicInteger();
        Presence presence = CudaLibrary.of(() -> {
            looks.incrementAndGet();
            throw linkage("x.so: libcuda.so.1: cannot open shared object file: No such file or directory");
        });
        assertThat(presence).isEqualTo(new Missing("no NVIDIA driver (libcuda.so.1 is not there)"));
        assertThat(looks).hasValue(1);
    }

    @Test
    void thisMachineHasADeviceOrAReason() {
        Presence presence = Cuda.presence();
        assertThat(Cuda.presence()).as("looked for once").isSameAs(presence);
        if (presence instanceof Missing missing) {
            System.out.println("no device here: " + missing.reason());
            assertThat(missing.reason()).isNotBlank().doesNotContain("\n");
            assertThat(Cuda.reading()).isEmpty();
        }
    }

    @Test
    void theNewestArchitectureThatBothKnowIsCompiledFor() {
        int[] supported = {75, 80, 86, 89, 90, 100, 120};
        assertThat(KernelCompiler.newest(90, supported)).isEqualTo(90);
        assertThat(KernelCompiler.newest(103, supported)).isEqualTo(100);
        assertThatThrownBy(() -> KernelCompiler.newest(70, supported))
                .isInstanceOf(CudaException.class)
                .hasMessageContaining("7.0");
    }

    private static LinkageError linkage(String cause) {
        return (LinkageError) new UnsatisfiedLinkError("no jnicudart in java.library.path")
                .initCause(new UnsatisfiedLinkError(cause));
    }
}
