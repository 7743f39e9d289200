package io.insitu.processors.lineage;

import io.insitu.processors.Memories;
import io.insitu.processors.Stage;
import io.insitu.processors.StageFact;
import io.insitu.processors.lineage.LineageMemory.Kind;
import io.insitu.schemas.Digest;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.Control;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.Retract;
import io.insitu.schemas.event.Tool;
import io.insitu.schemas.event.TrainingBatch;
import io.insitu.schemas.event.Trajectory;
import io.insitu.schemas.event.Update;
import io.insitu.schemas.event.UpdateKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Notes where every fact comes from, and announces what a retraction reaches. */
public final class LineageStage implements Stage {
    private static final int MAX_NAMED = 256;

    private final ProvenanceGraph graph;

    public LineageStage(int maxFacts, Memories memories) {
        this.graph = new ProvenanceGraph(maxFacts, memories);
    }

    @Override
    public List<StageFact> decide(StageFact fact) {
        String lineage = fact.lineage();
        if (fact instanceof StageFact.Journal journal) {
            return journal(lineage, journal.entry().getBody());
        } else if (fact instanceof StageFact.Scored scored) {
            Experience experience = scored.experience();
            graph.note(lineage, experience.getExperienceId(), Kind.EXPERIENCE, experience.getCauses());
        } else if (fact instanceof StageFact.PrincipleChanged changed) {
            Principle principle = changed.principle();
            note(
                    lineage,
                    principle.getId(),
                    Kind.PRINCIPLE,
                    principle.getCauses(),
                    principle.getEvidence().getTrajectories());
        } else if (fact instanceof StageFact.ToolChanged changed) {
            Tool tool = changed.tool();
            note(
                    lineage,
                    tool.getId(),
                    Kind.TOOL,
                    tool.getCauses(),
                    tool.getEvidence().getTrajectories());
        } else if (fact instanceof StageFact.Batched batched) {
            TrainingBatch batch = batched.batch();
            note(lineage, batch.getBatchId(), Kind.BATCH, batch.getCauses(), List.of(batch.getParentAdapterId()));
        } else if (fact instanceof StageFact.AdapterDecided decided) {
            adapter(lineage, decided.adapter());
        }
        return List.of();
    }

    private List<StageFact> journal(String lineage, Object body) {
        if (body instanceof Trajectory trajectory) {
            graph.note(lineage, trajectory.getTrajectoryId(), Kind.TRAJECTORY, trajectory.getEventIds());
        } else if (body instanceof AdapterVersion candidate) {
            adapter(lineage, candidate);
        } else if (body instanceof Control control && control.getBody() instanceof Retract retract) {
            return retracted(control, retract);
        }
        return List.of();
    }

    private void adapter(String lineage, AdapterVersion adapter) {
        // Only what it was made from: who later decided about it does not make it.
        note(
                lineage,
                adapter.getAdapterId(),
                Kind.ADAPTER,
                List.of(adapter.getBatchId()),
                List.of(adapter.getParentAdapterId()));
    }

    private void note(String lineage, String id, Kind kind, List<String> causes, List<String> more) {
        List<String> all = new ArrayList<>(causes);
        all.addAll(more);
        graph.note(lineage, id, kind, all);
    }

    private List<StageFact> retracted(Control control, Retract retract) {
        String lineage = control.getLineage();
        String root = graph.trajectoryOf(lineage, retract.getSubjectId());
        Map<String, Kind> reached = graph.derivedFrom(lineage, root);
        Map<String, Double> counts = new TreeMap<>();
        reached.values().forEach(kind -> counts.merge(kind.name().toLowerCase(Locale.ROOT), 1.0, Double::sum));
        List<StageFact> updates = new ArrayList<>();
        updates.add(update(
                control,
                retract.getSubjectId(),
                "Retracted " + retract.getSubjectId() + "; derived from it: "
                        + (reached.isEmpty() ? "nothing" : counts),
                counts,
                reached.keySet().stream().limit(MAX_NAMED).toList()));
        reached.forEach((id, kind) -> {
            if (kind == Kind.ADAPTER && updates.size() <= MAX_NAMED) {
                updates.add(update(
                        control,
                        id,
                        "Adapter " + id + " learnt from " + retract.getSubjectId() + ", which was retracted",
                        Map.of(),
                        List.of(root)));
            }
        });
        return updates;
    }

    private static StageFact update(
            Control control, String subjectId, String summary, Map<String, Double> evidence, List<String> causes) {
        return new StageFact.Announced(Update.newBuilder()
                .setUpdateId(Digest.of("retracted", control.getLineage(), control.getCommandId(), subjectId))
                .setLineage(control.getLineage())
                .setKind(UpdateKind.RETRACTED)
                .setSubjectId(subjectId)
                .setSummary(summary)
                .setEvidence(evidence)
                .setAtMs(control.getAtMs())
                .setCauseAtMs(control.getAtMs())
                .setCauses(causes)
                .build());
    }
}
