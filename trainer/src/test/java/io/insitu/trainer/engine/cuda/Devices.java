package io.insitu.trainer.engine.cuda;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The devices that kernels can be checked on here: a host that plays one, where g++ is, and the real one, where it is. */
enum Devices {
    HOST {
        @Override
        Device open() {
            assumeTrue(HostLibrary.present(), "no g++ here: nothing was checked on the host");
            return new HostDevice();
        }
    },
    CUDA {
        @Override
        Device open() {
            return new CudaDevice(KernelSource::of, Path.of("target", "kernels").toAbsolutePath());
        }
    };

    abstract Device open();

    /** The host even where it cannot be: then it says so. */
    static List<Devices> here() {
        List<Devices> here = new ArrayList<>(List.of(HOST));
        if (CudaLibrary.presence() instanceof Presence.Found) {
            here.add(CUDA);
        }
        return here;
    }
}
