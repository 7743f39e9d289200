package io.insitu.processors.distil;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.Facts;
import io.insitu.processors.Keys;
import io.insitu.processors.MapMemory;
import io.insitu.processors.StageFact;
import io.insitu.schemas.event.EntryStatus;
import io.insitu.schemas.event.Evidence;
import io.insitu.schemas.event.Tool;
import io.insitu.schemas.event.Utility;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Trials nobody answers, as where no worker runs. */
class ToolTrialsTest {
    private final MapMemory.All memories = new MapMemory.All();
    private final Library<Tool> library = Library.ofTools(memories.open(DistilMemory.TOOLS), DistilConfig.defaults());
    private final ToolTrials trials = new ToolTrials(memories.open(DistilMemory.TRIALS), library);

    @Test
    void ofEachToolOfTheLibraryOnlyTheNewestTrialIsAwaited() {
        for (int revision = 0; revision < 50; revision++) {
            for (String id : List.of("a", "b")) {
                library.put(Facts.LINEAGE, tool(id, revision));
                trials.ask(tool(id, revision), List.of("task"), revision);
            }
        }
        assertThat(memories.open(DistilMemory.TRIALS).entries()).hasSize(2);
        memories.open(DistilMemory.TOOLS).delete(Keys.of(Facts.LINEAGE, "a"));
        library.put(Facts.LINEAGE, tool("c", 0));
        trials.ask(tool("c", 0), List.of("task"), 1);
        assertThat(memories.open(DistilMemory.TRIALS).entries().values())
                .extracting(ToolTrials.Trial::toolId)
                .containsExactlyInAnyOrder("b", "c");
    }

    @Test
    void aFailureOfATrialThatIsStillAwaitedIsTriedAgain() {
        library.put(Facts.LINEAGE, tool("a", 0));
        trials.ask(tool("a", 0), List.of("task"), 1);
        String requestId = Keys.last(
                memories.open(DistilMemory.TRIALS).entries().keySet().iterator().next());
        ToolTrials.Again again = trials.failed(Facts.LINEAGE, requestId, true, 2);
        assertThat(again.asked()).isInstanceOf(StageFact.Asked.class);
        assertThat(memories.open(DistilMemory.TRIALS).entries().values())
                .extracting(ToolTrials.Trial::asked)
                .containsExactly(2);
    }

    private static Tool tool(String id, int revision) {
        return Tool.newBuilder()
                .setId(id)
                .setLineage(Facts.LINEAGE)
                .setName("macro_" + id)
                .setDescription("")
                .setConditions(List.of())
                .setParameters(List.of())
                .setJsonSchema("{}")
                .setSteps(List.of())
                .setEvidence(new Evidence(0, 0, 0, 0, 1.0, List.of()))
                .setUtility(new Utility(0.0, 0, 0, 0, 0, 0, 0, 0.0))
                .setStatus(EntryStatus.CANDIDATE)
                .setRevision(revision)
                .setReason("")
                .setUpdatedMs(1)
                .setCauses(List.of())
                .build();
    }
}
