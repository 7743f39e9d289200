package io.insitu.processors.distil;

import io.insitu.processors.Keys;
import io.insitu.processors.Memory;
import io.insitu.processors.StageFact;
import io.insitu.schemas.Digest;
import io.insitu.schemas.event.Request;
import io.insitu.schemas.event.Tool;
import io.insitu.schemas.event.ToolTrial;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks a worker to run a tool on tasks that succeeded without it, and again if the world broke. */
final class ToolTrials {
    private static final int MAX_TASKS = 8;
    private static final int MAX_ASKED = 3;

    /**
     * A trial under way.
     *
     * @param asked how often it was asked for, this time included
     */
    public record Trial(String toolId, List<String> tasks, int asked) {}

    /** What may be asked again: the fact if it may, nothing if it was asked often enough. */
    record Again(String toolId, @Nullable StageFact asked) {}

    private final Memory<Trial> memory;
    private final Library<Tool> library;

    ToolTrials(Memory<Trial> memory, Library<Tool> library) {
        this.memory = memory;
        this.library = library;
    }

    StageFact ask(Tool tool, List<String> tasks, long atMs) {
        return ask(tool, tasks.subList(Math.max(0, tasks.size() - MAX_TASKS), tasks.size()), 1, atMs);
    }

    void answered(String lineage, String requestId) {
        memory.delete(Keys.of(lineage, requestId));
    }

    /** The worker could not answer; null if it was not asked about a tool. */
    @Nullable
    Again failed(String lineage, String requestId, boolean retryable, long atMs) {
        Trial trial = memory.get(Keys.of(lineage, requestId));
        if (trial == null) {
            return null;
        }
        answered(lineage, requestId);
        Tool tool = library.get(lineage, trial.toolId());
        if (tool == null || !retryable || trial.asked() >= MAX_ASKED) {
            return new Again(trial.toolId(), null);
        }
        return new Again(trial.toolId(), ask(tool, trial.tasks(), trial.asked() + 1, atMs));
    }

    private StageFact ask(Tool tool, List<String> tasks, int asked, long atMs) {
        // Asking the same twice is asking once: the order of the tasks makes it another question.
        List<String> ordered = new ArrayList<>(tasks);
        Collections.rotate(ordered, asked - 1);
        String requestId = Digest.of(
                "tool-trial",
                tool.getLineage(),
                tool.getId(),
                Integer.toString(tool.getRevision()),
                Integer.toString(asked),
                String.join(" ", ordered));
        forgetForsaken(tool);
        memory.put(Keys.of(tool.getLineage(), requestId), new Trial(tool.getId(), tasks, asked));
        return new StageFact.Asked(Request.newBuilder()
                .setRequestId(requestId)
                .setLineage(tool.getLineage())
                .setAskedMs(atMs)
                .setBody(ToolTrial.newBuilder()
                        .setToolId(tool.getId())
                        .setName(tool.getName())
                        .setParameters(tool.getParameters())
                        .setSteps(tool.getSteps())
                        .setTasks(ordered)
                        .build())
                .setCauses(List.of(tool.getId()))
                .build());
    }

    /** Nobody may ever answer: of each tool in the library only the newest trial is awaited. */
    private void forgetForsaken(Tool next) {
        String lineage = next.getLineage();
        for (Memory.Entry<Trial> entry : memory.startingWith(Keys.prefix(lineage))) {
            String toolId = entry.value().toolId();
            if (toolId.equals(next.getId()) || library.get(lineage, toolId) == null) {
                memory.delete(entry.key());
            }
        }
    }
}
