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
import java.util.ArrayList;
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
 *       /engines               a line of first step, last step and who did them, for each engine in turn
 *       /result                what the run ended as, just before that is put in its place
 * </pre>
 */
public final class Checkpoint {
    private static final String RECIPE = "recipe";
    private static final String STEPS = "steps.jsonl";
    private static final String ENGINES = "engines";
    private static final String RESULT = "result";

    private final Path folder;
    private final Fingerprint fingerprint;

    private Checkpoint(Path folder, Fingerprint fingerprint) {
        this.folder = folder;
        this.fingerprint = fingerprint;
    }

    /**
     * The folder need not exist until there is something to keep; one that belongs to another run is refused. Where no step
     * was kept there is nothing to lose, whosever it was.
     */
    public static Checkpoint open(Path folder, Fingerprint fingerprint) throws IOException {
        Checkpoint checkpoint = new Checkpoint(folder, fingerprint);
        Path recipe = folder.resolve(RECIPE);
        if (Files.exists(recipe) && !checkpoint.files().isEmpty()) {
            String why = Fingerprint.parse(Files.readString(recipe))
                    .map(earlier -> String.join("; ", fingerprint.since(earlier)))
                    .orElse("another version of this program wrote it");
            if (!why.isEmpty()) {
                throw new ModelFormatException(
                        folder + ": the interrupted run that lies here cannot go on as this one: " + why
                                + "; start it as it was, or delete the folder, or choose another place");
            }
        }
        return checkpoint;
    }

    /** Deletes the folder if the run in it ended as this; returns whether it did. */
    public static boolean clear(Path folder, String result) throws IOException {
        Path end = folder.resolve(RESULT);
        if (!Files.exists(end) || !Files.readString(end).equals(result)) {
            return false;
        }
        delete(folder);
        return true;
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

    /** Keeps this state and forgets older ones; lines are those of the steps since the last one, which this engine did. */
    void keep(LoraTraining.State state, List<String> lines, String engine) throws IOException {
        Files.createDirectories(folder);
        write(RECIPE, fingerprint.text());
        int before = state.steps() - lines.size();
        List<String> all = new ArrayList<>(lines(before));
        all.addAll(lines);
        write(STEPS, String.join("\n", all) + "\n");
        StringBuilder engines = new StringBuilder();
        for (EngineSteps done : EngineSteps.then(engines(before), engine, before + 1, state.steps())) {
            engines.append(done.line()).append('\n');
        }
        write(ENGINES, engines.toString());
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
        Path file = folder.resolve(STEPS);
        return Files.exists(file) ? Files.readAllLines(file).subList(0, steps) : List.of();
    }

    /** Who did the first so many steps. */
    List<EngineSteps> engines(int steps) throws IOException {
        Path file = folder.resolve(ENGINES);
        List<EngineSteps> done = new ArrayList<>();
        for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
            EngineSteps.parse(line, steps).ifPresent(done::add);
        }
        return done;
    }

    /** Noted before a result is put in its place, so that what lies here is known for a leftover from then on. */
    public void endsAs(String result) throws IOException {
        if (Files.isDirectory(folder)) {
            write(RESULT, result);
        }
    }

    /** The run is done: nothing of it is left here. */
    public void delete() throws IOException {
        delete(folder);
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Path end = folder.resolve(RESULT);
        try (Stream<Path> inside = Files.list(folder)) {
            for (Path file : inside.filter(f -> !f.equals(end)).toList()) {
                Files.delete(file);
            }
        }
        Files.deleteIfExists(end); // last, or a kill here would leave files that nobody can tell for a leftover
        Files.delete(folder);
    }

    /** Beside its place and renamed: a file of this name is whole, whenever the process is killed. */
    private void write(String name, String text) throws IOException {
        Path beside = folder.resolve(name + ".part");
        Files.writeString(beside, text);
        Files.move(beside, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
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
