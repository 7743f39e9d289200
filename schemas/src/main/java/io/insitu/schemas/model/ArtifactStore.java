package io.insitu.schemas.model;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of adapters under their own digests. An adapter is written beside its place and renamed into it, so a
 * location either holds the whole adapter or nothing; publishing the same adapter again changes nothing.
 *
 * <pre>
 * root/adapters/&lt;digest&gt;/adapter_config.json
 *                       /adapter_model.safetensors
 * </pre>
 */
public final class ArtifactStore {
    private static final Pattern LOCATION = Pattern.compile("adapters/[0-9a-f]{32}");

    private static final String WRITING = ".writing-";

    private final Path root;

    public ArtifactStore(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /** An adapter in the store: its digest, and its place relative to the root. */
    public record Published(String adapterId, String location) {}

    public Path root() {
        return root;
    }

    /** Where an adapter with this id is, or would be. */
    public static String locationOf(String adapterId) {
        return "adapters/" + adapterId;
    }

    public Published publish(LoraAdapter adapter) throws IOException {
        String id = AdapterDigest.of(adapter);
        Published published = new Published(id, locationOf(id));
        Path place = folder(published.location());
        if (Files.isDirectory(place)) {
            if (holds(place, id)) {
                return published;
            }
            delete(place); // damaged: the digest lets us put back exactly what was there
        }
        Files.createDirectories(place.getParent());
        Path beside = Files.createTempDirectory(place.getParent(), WRITING);
        try {
            PeftFolder.write(beside, adapter);
            Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            if (Files.exists(beside)) {
                delete(beside);
            }
        }
        return published;
    }

    /** The adapter at a location; refuses a location outside the store and content that is not what its name says. */
    public LoraAdapter open(String location) throws IOException {
        return verified(location, PeftFolder.read(existing(location)));
    }

    /** The same, and it must fit this base; what does not is refused by file and tensor. */
    public LoraAdapter openFor(String location, ModelConfig base, String baseModelId) throws IOException {
        return verified(location, PeftFolder.readFor(existing(location), base, baseModelId));
    }

    private Path existing(String location) throws ModelFormatException {
        Path place = folder(location);
        if (!Files.isDirectory(place)) {
            throw new ModelFormatException(location + ": no such adapter in " + root);
        }
        return place;
    }

    private static LoraAdapter verified(String location, LoraAdapter adapter) throws ModelFormatException {
        String found = AdapterDigest.of(adapter);
        if (!location.endsWith(found)) {
            throw new ModelFormatException(location + ": content has digest " + found + "; publish it again");
        }
        return adapter;
    }

    /** The folder of a location, which need not exist yet. */
    public Path folder(String location) throws ModelFormatException {
        if (!LOCATION.matcher(location).matches()) {
            throw new ModelFormatException("\"" + location + "\" is no adapter location; expected adapters/<digest>");
        }
        return root.resolve(location);
    }

    /** Takes an adapter out of the store; nothing happens when it is not in it. */
    public void remove(String adapterId) throws IOException {
        Path place = folder(locationOf(adapterId));
        if (Files.isDirectory(place)) {
            delete(place);
        }
    }

    /** Takes away what a writer that was killed left half written: nothing that was touched since then. */
    public void sweep(Instant since) throws IOException {
        Path adapters = root.resolve("adapters");
        if (!Files.isDirectory(adapters)) {
            return;
        }
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(adapters, WRITING + "*")) {
            for (Path leftover : leftovers) {
                if (Files.getLastModifiedTime(leftover).toInstant().isBefore(since)) {
                    delete(leftover);
                }
            }
        }
    }

    private static boolean holds(Path place, String id) {
        try {
            return AdapterDigest.of(PeftFolder.read(place)).equals(id);
        } catch (IOException e) {
            return false;
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> inside;
        try (Stream<Path> walk = Files.walk(folder)) {
            inside = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : inside) {
            Files.deleteIfExists(path);
        }
    }
}
