package io.insitu.connectors.serving;

import io.insitu.connectors.onnx.ReferenceDecoder;
import io.insitu.connectors.onnx.StackedLora;
import io.insitu.schemas.model.AdapterDigest;
import io.insitu.schemas.model.ArtifactStore;
import io.insitu.schemas.model.LoraAdapter;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.schemas.model.ModelDigest;
import io.insitu.schemas.model.ModelWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A base model with adapters beside it, and for each lineage a pointer to the one that serves. Safe for many threads;
 * the lock is held for bookkeeping only, never during a call of the model.
 */
public final class AgentRuntime implements AutoCloseable {
    /** The id that stands for the base alone. */
    public static final String BASE = "";

    private final DecoderSession session;
    private final String baseModelId;
    private final ReferenceDecoder reference;
    private final Object lock = new Object();
    private final Map<String, AdapterSlot> slots = new HashMap<>();
    private final Map<String, String> serving = new HashMap<>();
    private final Deque<Workspace> spare = new ArrayDeque<>();

    private AgentRuntime(DecoderSession session, String baseModelId, ReferenceDecoder reference) {
        this.session = session;
        this.baseModelId = baseModelId;
        this.reference = reference;
        AdapterSlot base = new AdapterSlot(BASE, null, StackedLora.none(session.config()), session);
        base.hold(); // for as long as the runtime lives
        slots.put(BASE, base);
    }

    /** Opens the base model of a HF folder: config.json and safetensors, one or sharded. */
    public static AgentRuntime open(Path baseModelFolder, RuntimeOptions options) throws IOException {
        DecoderSession session = DecoderSession.open(baseModelFolder, options);
        return new AgentRuntime(
                session,
                ModelDigest.of(baseModelFolder),
                new ReferenceDecoder(session.config(), ModelWeights.of(baseModelFolder)));
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
        if (!adapter.baseModelId().equals(baseModelId)) {
            throw new ServingException("adapter " + id + " was made for base " + adapter.baseModelId()
                    + ", this runtime serves " + baseModelId + "; train it again on this base");
        }
        synchronized (lock) {
            AdapterSlot there = slots.get(id);
            if (there != null) {
                there.hold();
                return id;
            }
        }
        AdapterSlot loaded;
        try {
            loaded = new AdapterSlot(id, adapter, StackedLora.of(session.config(), adapter), session);
        } catch (IllegalArgumentException e) {
            throw new ServingException("adapter " + id + ": " + e.getMessage(), e);
        }
        synchronized (lock) {
            AdapterSlot first = slots.putIfAbsent(id, loaded);
            if (first == null) {
                loaded.hold();
            } else { // somebody else was faster
                loaded.free();
                first.hold();
            }
        }
        return id;
    }

    /** Reads an adapter from the store and loads it, if its content is what its digest says. */
    public String loadFrom(ArtifactStore store, String location, String expectedDigest) {
        LoraAdapter adapter;
        try {
            adapter = store.open(location);
        } catch (IOException e) {
            throw new ServingException("adapter " + expectedDigest + ": " + DecoderSession.oneLine(e), e);
        }
        String found = AdapterDigest.of(adapter);
        if (!found.equals(expectedDigest)) {
            throw new ServingException("adapter " + expectedDigest + ": content at " + location + " has digest " + found
                    + "; publish it again");
        }
        return load(adapter);
    }

    /** Compares the loaded adapter with an independent computation of the same logits. */
    public ProbeResult probe(String adapterId) {
        AdapterSlot slot;
        synchronized (lock) {
            slot = slot(adapterId);
        }
        return AdapterProbe.run(this, adapterId, slot.adapter(), reference);
    }

    /** From now on conversations of this lineage begin with this adapter; those under way keep theirs. */
    public void serve(String lineage, String adapterId) {
        synchronized (lock) {
            slot(adapterId);
            serving.put(lineage, adapterId);
        }
    }

    /** The adapter new conversations of a lineage begin with; the base, until told otherwise. */
    public String serving(String lineage) {
        synchronized (lock) {
            return serving.getOrDefault(lineage, BASE);
        }
    }

    /** Ids of the adapters in memory, those still draining included; the base is not listed. */
    public Set<String> loaded() {
        synchronized (lock) {
            Set<String> ids = new TreeSet<>(slots.keySet());
            ids.remove(BASE);
            return ids;
        }
    }

    /**
     * Gives one hold back. Without holds the adapter begins no conversation and is freed when the last has ended. The last
     * hold on an adapter that serves cannot be given back; whoever held it besides may go.
     */
    public void release(String adapterId) {
        synchronized (lock) {
            AdapterSlot slot = slot(adapterId);
            if (adapterId.equals(BASE) || slot.heldOnce() && serving.containsValue(adapterId)) {
                throw new ServingException(
                        "adapter \"" + adapterId + "\" is serving; serve another one before releasing it");
            }
            slot.letGo();
            freeIfIdle(slot);
        }
    }

    /** Begins a conversation with whatever adapter serves this lineage now. */
    public Conversation begin(String lineage) {
        synchronized (lock) {
            return begun(serving.getOrDefault(lineage, BASE));
        }
    }

    /** Begins a conversation with a given adapter, served or not: evaluation and probes. */
    public Conversation beginWith(String adapterId) {
        synchronized (lock) {
            return begun(adapterId);
        }
    }

    /** Calls of the model so far, and how many of them failed. */
    public long calls() {
        return session.calls();
    }

    public long failedCalls() {
        return session.failedCalls();
    }

    private Conversation begun(String adapterId) {
        AdapterSlot slot = slot(adapterId);
        Workspace workspace = spare.isEmpty() ? new Workspace(session) : spare.pop();
        slot.join();
        return new Conversation(this, slot, workspace, session);
    }

    private AdapterSlot slot(String adapterId) {
        AdapterSlot slot = slots.get(adapterId);
        if (slot == null || !slot.held()) { // unheld: still draining
            throw new ServingException(
                    ServingException.Kind.UNKNOWN_ADAPTER, "adapter " + adapterId + " is not loaded; load it first");
        }
        return slot;
    }

    DecoderSession session() {
        return session;
    }

    /** The adapter of a request, which stays in memory until {@link #leave}. */
    AdapterSlot join(Ask.Who who) {
        synchronized (lock) {
            AdapterSlot slot = slot(
                    who instanceof Ask.Who.Lineage lineage
                            ? serving.getOrDefault(lineage.name(), BASE)
                            : ((Ask.Who.Adapter) who).adapterId());
            slot.join();
            return slot;
        }
    }

    void leave(AdapterSlot slot) {
        synchronized (lock) {
            slot.leave();
            freeIfIdle(slot);
        }
    }

    void ended(AdapterSlot slot, Workspace workspace) {
        synchronized (lock) {
            if (workspace.grown()) {
                workspace.close();
            } else {
                spare.push(workspace);
            }
            slot.leave();
            freeIfIdle(slot);
        }
    }

    private void freeIfIdle(AdapterSlot slot) {
        if (slot.idle()) {
            slots.remove(slot.id());
            slot.free();
        }
    }

    /** Frees everything. Conversations must have ended. */
    @Override
    public void close() {
        synchronized (lock) {
            spare.forEach(Workspace::close);
            spare.clear();
            slots.values().forEach(AdapterSlot::free);
            slots.clear();
            serving.clear();
        }
        session.close();
    }
}
