package io.insitu.connectors.bfcl;

import io.insitu.connectors.importing.Beginning;
import io.insitu.connectors.importing.Tally;
import io.insitu.connectors.importing.Teller;
import io.insitu.connectors.importing.TraceFormat;
import java.io.IOException;
import java.nio.file.Path;

/** Task files of BFCL; the answers lie beside them in {@code possible_answer}, under the same name. */
public final class Bfcl implements TraceFormat {
    @Override
    public String name() {
        return "bfcl";
    }

    @Override
    public boolean recognises(Beginning beginning) {
        return beginning.has("id", "question") && (beginning.has("function") || beginning.has("involved_classes"));
    }

    @Override
    public Tally tally() {
        return new BfclStats();
    }

    @Override
    public Teller teller(Path file) throws IOException {
        return new BfclRuns(file);
    }
}
