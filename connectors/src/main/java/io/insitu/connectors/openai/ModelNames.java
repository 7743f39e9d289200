package io.insitu.connectors.openai;

import io.insitu.connectors.serving.AgentRuntime;
import io.insitu.connectors.serving.Ask.Who;
import io.insitu.connectors.serving.ServingException;
import io.insitu.schemas.model.AdapterDigest;
import io.insitu.schemas.model.LoraAdapter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What requests call the models: the base by its name, an adapter as {@code name@digest}, and whatever serves a lineage by
 * the lineage's name. Identity is the digest: the name before it is for people.
 */
final class ModelNames {
    private static final Logger LOG = LoggerFactory.getLogger(ModelNames.class);
    private static final String ADAPTER = "adapter";
    private static final String NAME = "lora_name";
    static final String PATH = "lora_path";
    private static final Pattern SPEAKABLE = Pattern.compile("\\P{Cntrl}{1,256}");

    private final AgentRuntime runtime;
    private final String base;
    private final AdapterFolder adapters;
    private int atOnce;
    private final Map<String, Loaded> loaded = new LinkedHashMap<>();
    private final Set<String> loading = new HashSet<>();

    /** Root: the path as the request, or the command line, gave it. */
    private record Loaded(String adapterId, String root) {}

    ModelNames(AgentRuntime runtime, String base, @Nullable Path adapters, int atOnce) {
        this.runtime = runtime;
        this.base = base;
        this.adapters = new AdapterFolder(adapters);
        this.atOnce = atOnce;
    }

    String base() {
        return base;
    }

    /**
     * Asks whatever a model's name means now. Looking it up and asking are one step: between them the name could be given
     * to another adapter and the one that was meant be freed.
     */
    synchronized <T> T ask(String model, Function<Who, T> question) throws ApiError {
        return question.apply(who(model));
    }

    private Who who(String model) throws ApiError {
        if (model.equals(base)) {
            return new Who.Adapter(AgentRuntime.BASE);
        }
        Loaded named = loaded.get(model);
        if (named != null) {
            return new Who.Adapter(named.adapterId());
        }
        int at = model.lastIndexOf('@');
        if (at > 0 && runtime.loaded().contains(model.substring(at + 1))) {
            return new Who.Adapter(model.substring(at + 1));
        }
        if (runtime.lineages().contains(model)) {
            return new Who.Lineage(model);
        }
        throw ApiError.unknownModel(model);
    }

    /** The full name of what made an answer. */
    synchronized String nameOf(String adapterId, String asked) {
        if (adapterId.equals(AgentRuntime.BASE)) {
            return base;
        }
        return asked.contains("@") ? asked : asked + "@" + adapterId;
    }

    /**
     * The full names of the adapters that can be asked, and where each came from: never more of a path than somebody gave,
     * at the start or in a request.
     */
    synchronized SortedMap<String, String> adapters() {
        Map<String, String> origins = runtime.origins();
        SortedMap<String, String> all = new TreeMap<>();
        Set<String> named = new HashSet<>();
        for (String lineage : runtime.lineages()) {
            String id = runtime.serving(lineage);
            String origin = origins.get(id);
            if (origin != null) { // not the base
                named.add(id);
                all.put(nameOf(id, lineage), origin);
            }
        }
        loaded.forEach((name, one) -> {
            named.add(one.adapterId());
            all.put(nameOf(one.adapterId(), name), one.root());
        });
        origins.forEach((id, origin) -> {
            if (!named.contains(id)) {
                all.put(nameOf(id, ADAPTER), origin);
            }
        });
        return all;
    }

    /** The full name of what a request for this model would be answered by. */
    synchronized String fullName(String model) throws ApiError {
        Who who = who(model);
        String id =
                who instanceof Who.Lineage lineage ? runtime.serving(lineage.name()) : ((Who.Adapter) who).adapterId();
        return nameOf(id, model);
    }

    /**
     * Loads an adapter from its folder beside the others and probes it; answers its full name. Nobody waits meanwhile.
     *
     * @param inPlace a name in use means the new adapter from then on; what is under way finishes with the old one
     */
    String load(String name, String folder, boolean inPlace) throws ApiError {
        try {
            return loadBeside(name, folder, inPlace);
        } catch (ApiError e) {
            throw inPlace ? e.adding(goesOn(name)) : e;
        }
    }

    private String loadBeside(String name, String folder, boolean inPlace) throws ApiError {
        Path place = adapters.place(folder);
        reserve(name, inPlace);
        Loaded there = null;
        try {
            LoraAdapter adapter = runtime.read(place);
            refuseAnotherDigest(name, AdapterDigest.of(adapter));
            String id = runtime.load(adapter, folder);
            runtime.probeOrRelease(id);
            there = new Loaded(id, folder);
            return nameOf(id, name);
        } catch (IOException | ServingException e) {
            LOG.warn("adapter {} from {} is refused", name, place, e);
            throw ApiError.bad(PATH, Unplaced.reason(e, place));
        } finally {
            settle(name, there);
        }
    }

    /**
     * Gives a name to an adapter that is loaded and probed already. From then on it is like one that was loaded by request, and
     * takes no place of theirs.
     */
    synchronized void given(String name, String adapterId, String root) {
        if (name.equals(base) || loaded.putIfAbsent(name, new Loaded(adapterId, root)) != null) {
            throw new IllegalArgumentException("the name " + name + " is taken");
        }
        atOnce++;
    }

    private synchronized void reserve(String name, boolean inPlace) throws ApiError {
        if (!SPEAKABLE.matcher(name).matches()) {
            throw ApiError.bad(NAME, "lora_name must be 1 to 256 characters on one line, was " + Seen.quoted(name));
        }
        if (name.equals(base) || runtime.lineages().contains(name)) { // or others would be answered by it unseen
            throw ApiError.bad(NAME, Seen.quoted(name) + " is the name of what is served here; take another one");
        }
        if (loading.contains(name)) {
            throw new ApiError(
                    409,
                    "invalid_request_error",
                    NAME,
                    null,
                    "an adapter is being loaded under the name " + Seen.quoted(name) + " now; ask again afterwards");
        }
        if (loaded.containsKey(name)) {
            if (!inPlace) {
                throw ApiError.bad(
                        NAME,
                        "the name " + Seen.quoted(name) + " is taken; unload it first, or set load_inplace to true");
            }
        } else if (loaded.size()
                        + loading.stream()
                                .filter(other -> !loaded.containsKey(other))
                                .count()
                >= atOnce) {
            throw ApiError.bad(null, atOnce + " adapters are loaded by request already; unload one first");
        }
        loading.add(name);
    }

    /** The name means the new one in the same moment as the old one is let go. */
    private synchronized void settle(String name, @Nullable Loaded there) {
        loading.remove(name);
        Loaded before = there == null ? null : loaded.put(name, there);
        if (before != null) {
            try {
                runtime.release(before.adapterId());
            } catch (ServingException e) { // it serves a lineage besides, and stays for that
                LOG.warn("adapter {} is {} no longer and stays in memory", before.adapterId(), name, e);
            }
        }
    }

    /** What a load that failed has left as it was. */
    private synchronized String goesOn(String name) {
        Loaded there = loaded.get(name);
        return there == null ? "" : "; " + Seen.quoted(name) + " goes on as " + there.adapterId();
    }

    private static void refuseAnotherDigest(String name, String digest) throws ApiError {
        int at = name.lastIndexOf('@');
        if (at >= 0 && !name.substring(at + 1).equals(digest)) {
            throw ApiError.bad(
                    NAME, "the adapter has digest " + digest + ", not the one its name " + Seen.quoted(name) + " says");
        }
    }

    /** Gives an adapter back; requests under way finish with it. */
    synchronized void unload(String name) throws ApiError {
        Loaded there = loaded.get(name);
        if (there == null && name.contains("@")) { // loaded under its short name
            String shorter = name.substring(0, name.lastIndexOf('@'));
            there = loaded.get(shorter);
            if (there != null && name.equals(nameOf(there.adapterId(), shorter))) {
                unload(shorter);
                return;
            }
        }
        if (there == null && (name.equals(base) || runtime.lineages().contains(name))) {
            throw ApiError.bad(
                    NAME,
                    Seen.quoted(name) + " is served here and stays; only what was loaded by request can be unloaded");
        }
        if (there == null) {
            throw new ApiError(
                    404,
                    "invalid_request_error",
                    NAME,
                    "model_not_found",
                    "no adapter was loaded by request under the name " + Seen.quoted(name));
        }
        try {
            runtime.release(there.adapterId());
        } catch (ServingException e) {
            throw ApiError.bad(NAME, String.valueOf(e.getMessage()));
        }
        loaded.remove(name);
    }
}
