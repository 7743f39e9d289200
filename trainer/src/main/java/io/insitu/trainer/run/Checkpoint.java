package io.insitu.trainer.run;

import io.insitu.schemas.model.ModelFormatException;
import io.insitu.schemas.model.SafetensorsFile;
import io.insitu.schemas.model.SafetensorsWriter;
import io.insitu.schemas.model.Tensor;
import io.insitu.trainer.step.LoraTraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where an interrupted run goes on: one file per checkpoint, written beside its place and renamed, and what the steps said.
 *
 * <pre>
 * folder/recipe           everything the result depends on, a line for each
 *       /step-12.safetensors   parameters, moments, counters after step 12
 *       /steps.jsonl           one line per step
 * </pre>
 */
public final class Checkpoint {
    private final Path folder;
    private final Fingerprint fingerprint;

    private Checkpoint(Path folder, Fingerprint fingerprint) {
        this.folder = folder;
        this.fingerprint = fingerprint;
    }

    /** The folder need not exist until there is something to keep; one that belongs to another run is refused. */
    public static Checkpoint open(Path folder, Fingerprint fingerprint) throws IOException {
        Path recipe = folder.resolve("recipe");
        if (Files.exists(recipe)) {
            String why = Fingerprint.parse(Files.readString(recipe))
                    .map(earlier -> String.join("; ", fingerprint.since(earlier)))
                    .orElse("another version of this program wrote it");
            if (!why.isEmpty()) {
                throw new ModelFormatException(
                        folder + ": the interrupted run that lies here cannot go on as this one: " + why
                                + "; start it as it was, or delete the folder, or choose another place");
            }
        }
        return new Checkpoint(folder, fingerprint);
    }

    /** The newest state, if the run was ever interrupted behind its first checkpoint. */
    Optional<LoraTraining.State> newest() throws IOException {
        int step = 0;
        for (Path file : files()) {
            step = Math.max(step, stepOf(file));
        }
        if (step == 0) {
            return Optional.empty();
        }
        SafetensorsFile file = SafetensorsFile.open(file(step));
        float[] counters = file.read("counters").values();
        return Optional.of(new LoraTraining.State(
                (int) counters[0],
                (int) counters[1],
                file.read("parameters").values(),
                file.read("first").values(),
                file.read("second").values()));
    }

    /** Keeps this state and forgets older ones; lines are those of the steps since the last one. */
    void keep(LoraTraining.State state, List<String> lines) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("recipe"), fingerprint.text());
        List<String> known = lines(state.steps() - lines.size());
        Path beside = folder.resolve("steps.jsonl.part");
        Files.write(beside, known);
        Files.write(beside, lines, StandardOpenOption.APPEND);
        Files.move(
                beside,
                folder.resolve("steps.jsonl"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        SafetensorsWriter.write(
                file(state.steps()),
                Map.of(
                        "parameters", vector(state.parameters()),
                        "first", vector(state.first()),
                        "second", vector(state.second()),
                        "counters", vector(new float[] {state.steps(), state.applied()})));
        for (Path file : files()) {
            if (stepOf(file) < state.steps()) {
                Files.delete(file);
            }
        }
    }

    /** What the first so many steps said. */
    List<String> lines(int steps) throws IOException {
        Path file = folder.resolve("steps.jsonl");
        return Files.exists(file) ? Files.readAllLines(file).subList(0, steps) : List.of();
    }

    /** The run is done: nothing of it is left here. */
    public void delete() throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> inside = Files.list(folder)) {
            for (Path file : inside.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.filter(f -> f.getFileName().toString().matches("step-\\d+\\.safetensors"))
                    .toList();
        }
    }

    private Path file(int step) {
        return folder.resolve("step-" + step + ".safetensors");
    }

    private static int stepOf(Path file) {
        return Integer.parseInt(file.getFileName().toString().replaceAll("\\D", ""));
    }

    private static Tensor vector(float[] values) {
        return new Tensor(new int[] {values.length}, values);
    }
}
