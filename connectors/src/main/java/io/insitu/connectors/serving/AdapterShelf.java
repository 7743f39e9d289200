package io.insitu.connectors.serving;

import io.insitu.connectors.serving.ServingException.Kind;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The adapters in memory, who holds each of them, and which one serves each lineage. Safe for many threads; the lock is
 * held for bookkeeping only, never while an adapter is made or the model called.
 */
final class AdapterShelf implements AutoCloseable {
    private final Map<String, AdapterSlot> slots = new HashMap<>();
    private final Map<String, String> serving = new HashMap<>();
    private final Map<String, String> origins = new HashMap<>();

    AdapterShelf(AdapterSlot base) {
        base.hold(); // for as long as the runtime lives
        slots.put(base.id(), base);
    }

    /** Holds an adapter, which is made when it is not here yet. */
    void hold(String id, String origin, Supplier<AdapterSlot> made) {
        synchronized (this) {
            AdapterSlot there = slots.get(id);
            if (there != null) {
                there.hold();
                return;
            }
        }
        AdapterSlot loaded = made.get();
        synchronized (this) {
            AdapterSlot first = slots.putIfAbsent(id, loaded);
            if (first == null) {
                loaded.hold();
                origins.put(id, origin);
            } else { // somebody else was faster
                loaded.free();
                first.hold();
            }
        }
    }

    /** Gives one hold back, unless it is the last on an adapter that serves. */
    synchronized void release(String id) {
        AdapterSlot slot = slot(id);
        if (id.equals(AgentRuntime.BASE) || slot.heldOnce() && serving.containsValue(id)) {
            throw new ServingException("adapter \"" + id + "\" is serving; serve another one before releasing it");
        }
        slot.letGo();
        freeIfIdle(slot);
    }

    synchronized void serve(String lineage, String id) {
        slot(id);
        serving.put(lineage, id);
    }

    synchronized String serving(String lineage) {
        return serving.getOrDefault(lineage, AgentRuntime.BASE);
    }

    synchronized Set<String> lineages() {
        return new TreeSet<>(serving.keySet());
    }

    /** Everything in memory but the base, what is still draining included. */
    synchronized Set<String> loaded() {
        Set<String> ids = new TreeSet<>(slots.keySet());
        ids.remove(AgentRuntime.BASE);
        return ids;
    }

    /** Of everything but the base and what is draining. */
    synchronized Map<String, String> origins() {
        Map<String, String> held = new TreeMap<>();
        for (AdapterSlot slot : slots.values()) {
            if (slot.held() && !slot.id().equals(AgentRuntime.BASE)) {
                held.put(slot.id(), origins.getOrDefault(slot.id(), slot.id()));
            }
        }
        return held;
    }

    synchronized AdapterSlot slot(String id) {
        AdapterSlot slot = slots.get(id);
        if (slot == null || !slot.held()) { // unheld: still draining
            throw new ServingException(Kind.UNKNOWN_ADAPTER, "adapter " + id + " is not loaded; load it first");
        }
        return slot;
    }

    /** The adapter of a conversation or request, which stays in memory until {@link #leave}. */
    synchronized AdapterSlot join(Ask.Who who) {
        AdapterSlot slot = slot(
                who instanceof Ask.Who.Lineage lineage
                        ? serving.getOrDefault(lineage.name(), AgentRuntime.BASE)
                        : ((Ask.Who.Adapter) who).adapterId());
        slot.join();
        return slot;
    }

    synchronized void leave(AdapterSlot slot) {
        slot.leave();
        freeIfIdle(slot);
    }

    private void freeIfIdle(AdapterSlot slot) {
        if (slot.idle()) {
            slots.remove(slot.id());
            origins.remove(slot.id());
            slot.free();
        }
    }

    @Override
    public synchronized void close() {
        slots.values().forEach(AdapterSlot::free);
        slots.clear();
        serving.clear();
        origins.clear();
    }
}
