package io.insitu.connectors.serving;

import io.insitu.connectors.onnx.ReferenceDecoder;
import io.insitu.connectors.onnx.StackedLora;
import io.insitu.schemas.model.AdapterDigest;
import io.insitu.schemas.model.ArtifactStore;
import io.insitu.schemas.model.LoraAdapter;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.schemas.model.ModelDigest;
import io.insitu.schemas.model.ModelWeights;
import io.insitu.schemas.model.PeftFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;

/**
 * A base model with adapters beside it, and for each lineage a pointer to the one that serves. Safe for many threads.
 */
public final class AgentRuntime implements AutoCloseable {
    /** The id that stands for the base alone. */
    public static final String BASE = "";

    /** Of one probe together: the first token of a new adapter waits for it, too. */
    private static final long PROBE_RESTS_MS = 40;

    private final DecoderSession session;
    private final String baseModelId;
    private final AdapterProbe probe;
    private final AdapterShelf shelf;
    private final Deque<Workspace> spare = new ArrayDeque<>();

    private AgentRuntime(DecoderSession session, String baseModelId, ReferenceDecoder reference) {
        this.session = session;
        this.baseModelId = baseModelId;
        this.shelf = new AdapterShelf(new AdapterSlot(BASE, null, StackedLora.none(session.config()), session));
        this.probe = new AdapterProbe(this, reference);
    }

    /** Opens the base model of a HF folder: config.json and safetensors, one or sharded. */
    public static AgentRuntime open(Path baseModelFolder, RuntimeOptions options) throws IOException {
        ModelWeights.of(baseModelFolder); // shapes are checked before gigabytes are read
        String id = ModelDigest.ofFinite(baseModelFolder);
        DecoderSession session = DecoderSession.open(baseModelFolder, options);
        return new AgentRuntime(session, id, new ReferenceDecoder(session.config(), ModelWeights.of(baseModelFolder)));
    }

    public String baseModelId() {
        return baseModelId;
    }

    public ModelConfig config() {
        return session.config();
    }

    /** Most tokens of one conversation. */
    public int context() {
        return session.context();
    }

    /**
     * Loads an adapter beside the others and answers its digest. Every load is a hold that one {@link #release} gives
     * back, so that two who load the same adapter do not take it from each other.
     */
    public String load(LoraAdapter adapter) {
        String id = AdapterDigest.of(adapter);
        return load(id, adapter, id);
    }

    /**
     * The same.
     *
     * @param origin where it came from, in the words that everybody may read who lists the adapters
     */
    public String load(LoraAdapter adapter, String origin) {
        return load(AdapterDigest.of(adapter), adapter, origin);
    }

    private String load(String id, LoraAdapter adapter, String origin) {
        if (!adapter.baseModelId().equals(baseModelId)) {
            throw new ServingException("adapter " + id + " was made for base " + adapter.baseModelId()
                    + ", this runtime serves " + baseModelId + "; train it again on this base");
        }
        shelf.hold(id, origin, () -> {
            try {
                return new AdapterSlot(id, adapter, StackedLora.of(session.config(), adapter), session);
            } catch (IllegalArgumentException e) {
                throw new ServingException("adapter " + id + ": " + e.getMessage(), e);
            }
        });
        return id;
    }

    /** The adapter in a PEFT folder as one of this base; refused by file and tensor when it is not. */
    public LoraAdapter read(Path folder) throws IOException {
        return PeftFolder.readFor(folder, session.config(), baseModelId);
    }

    /** Reads an adapter from the store and loads it, if its content is what its digest says. */
    public String loadFrom(ArtifactStore store, String location, String expectedDigest) {
        if (!location.equals(ArtifactStore.locationOf(expectedDigest))) {
            throw new ServingException("adapter " + expectedDigest + ": \"" + location
                    + "\" is the place of another one; publish it again");
        }
        try {
            return load(
                    expectedDigest,
                    store.openFor(location, session.config(), baseModelId), // which verifies the digest in the location
                    location);
        } catch (IOException e) {
            throw new ServingException("adapter " + expectedDigest + ": " + DecoderSession.oneLine(e), e);
        }
    }

    /** Compares the loaded adapter with an independent computation of the same logits. */
    public ProbeResult probe(String adapterId) {
        return probe.run(adapterId, shelf.slot(adapterId).adapter(), new Pace(PROBE_RESTS_MS));
    }

    /** Probes an adapter that was just loaded; gives the load back and throws when it fails. */
    public ProbeResult probeOrRelease(String adapterId) {
        boolean passed = false;
        try {
            ProbeResult probe = probe(adapterId);
            if (!probe.passed()) {
                throw new ServingException("adapter " + adapterId + " fails its probe: " + probe.summary());
            }
            passed = true;
            return probe;
        } finally {
            if (!passed) {
                release(adapterId);
            }
        }
    }

    /** From now on conversations of this lineage begin with this adapter; those under way keep theirs. */
    public void serve(String lineage, String adapterId) {
        shelf.serve(lineage, adapterId);
    }

    /** The adapter new conversations of a lineage begin with; the base, until told otherwise. */
    public String serving(String lineage) {
        return shelf.serving(lineage);
    }

    /** Lineages for which something was told to serve. */
    public Set<String> lineages() {
        return shelf.lineages();
    }

    /** Ids of the adapters in memory, those still draining included; the base is not listed. */
    public Set<String> loaded() {
        return shelf.loaded();
    }

    /**
     * Where the adapters came from that a conversation may begin with, by id: as the first who loaded it said, the place in
     * the store, or else the id itself.
     */
    public Map<String, String> origins() {
        return shelf.origins();
    }

    /**
     * Gives one hold back. Without holds the adapter begins no conversation and is freed when the last has ended. The last
     * hold on an adapter that serves cannot be given back; whoever held it besides may go.
     */
    public void release(String adapterId) {
        shelf.release(adapterId);
    }

    /** Begins a conversation with whatever adapter serves this lineage now. */
    public Conversation begin(String lineage) {
        return begun(new Ask.Who.Lineage(lineage));
    }

    /** Begins a conversation with a given adapter, served or not: evaluation and probes. */
    public Conversation beginWith(String adapterId) {
        return begun(new Ask.Who.Adapter(adapterId));
    }

    /** Calls of the model so far, and how many of them failed. */
    public long calls() {
        return session.calls();
    }

    public long failedCalls() {
        return session.failedCalls();
    }

    private Conversation begun(Ask.Who who) {
        AdapterSlot slot = shelf.join(who);
        boolean begun = false;
        try {
            Workspace lent;
            synchronized (spare) {
                lent = spare.poll();
            }
            Conversation conversation =
                    new Conversation(this, slot, lent == null ? new Workspace(session) : lent, session);
            begun = true;
            return conversation;
        } finally {
            if (!begun) {
                shelf.leave(slot);
            }
        }
    }

    DecoderSession session() {
        return session;
    }

    /** The adapter of a request, which stays in memory until {@link #leave}. */
    AdapterSlot join(Ask.Who who) {
        return shelf.join(who);
    }

    void leave(AdapterSlot slot) {
        shelf.leave(slot);
    }

    void ended(AdapterSlot slot, Workspace workspace) {
        if (workspace.grown()) {
            workspace.close();
        } else {
            synchronized (spare) {
                spare.push(workspace);
            }
        }
        shelf.leave(slot);
    }

    /** Frees everything. Conversations must have ended. */
    @Override
    public void close() {
        synchronized (spare) {
            spare.forEach(Workspace::close);
            spare.clear();
        }
        shelf.close();
        session.close();
    }
}
