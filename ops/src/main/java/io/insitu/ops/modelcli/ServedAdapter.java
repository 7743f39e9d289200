package io.insitu.ops.modelcli;

import io.insitu.connectors.serving.AgentRuntime;
import java.io.IOException;
import java.nio.file.Path;

/** An adapter somebody names by its folder, in a runtime. */
final class ServedAdapter {
    private ServedAdapter() {}

    /** Loads and probes it; answers its digest. */
    static String load(AgentRuntime runtime, Path folder) throws IOException {
        String id = runtime.load(runtime.read(folder), folder.toString());
        NamedBase.tell(folder);
        runtime.probeOrRelease(id);
        return id;
    }
}
