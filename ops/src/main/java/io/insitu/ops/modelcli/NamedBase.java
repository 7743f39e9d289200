package io.insitu.ops.modelcli;

import io.insitu.schemas.model.PeftFolder;
import java.io.IOException;
import java.nio.file.Path;

/** An adapter of another trainer calls its base by a name: nobody can tell whether it is this one, so it is said. */
public final class NamedBase {
    private NamedBase() {}

    /** One line on standard error about an adapter that was read and fits, where its base could not be compared. */
    public static void tell(Path adapter) throws IOException {
        String name = PeftFolder.uncomparedBase(adapter);
        if (!name.isEmpty()) {
            String shown = name.replaceAll("\\p{Cntrl}", " ");
            System.err.println("insitu: adapter " + adapter + " names its base '" + shown
                    + "', which cannot be compared with this one; shapes fit");
        }
    }
}
