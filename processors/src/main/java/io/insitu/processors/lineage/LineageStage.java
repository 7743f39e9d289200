package io.insitu.processors.lineage;

import io.insitu.processors.FactKind;
import io.insitu.processors.Memories;
import io.insitu.processors.Stage;
import io.insitu.processors.StageFact;
import io.insitu.schemas.Digest;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.Control;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.LateFeedback;
import io.insitu.schemas.event.Principle;
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
            journalled(lineage, journal.entry().getBody());
        } else if (fact instanceof StageFact.Scored scored) {
            Experience experience = scored.experience();
            graph.note(lineage, experience.getExperienceId(), FactKind.EXPERIENCE, experience.getCauses());
        } else if (fact instanceof StageFact.PrincipleChanged changed) {
            Principle principle = changed.principle();
            note(
                    lineage,
                    principle.getId(),
                    FactKind.PRINCIPLE,
                    principle.getCauses(),
                    principle.getEvidence().getTrajectories());
        } else if (fact instanceof StageFact.ToolChanged changed) {
            Tool tool = changed.tool();
            note(
                    lineage,
                    tool.getId(),
                    FactKind.TOOL,
                    tool.getCauses(),
                    tool.getEvidence().getTrajectories());
        } else if (fact instanceof StageFact.Batched batched) {
            TrainingBatch batch = batched.batch();
            note(lineage, batch.getBatchId(), FactKind.BATCH, batch.getCauses(), List.of(batch.getParentAdapterId()));
        } else if (fact instanceof StageFact.AdapterDecided decided) {
            adapter(lineage, decided.adapter());
        } else if (fact instanceof StageFact.Reached reached) {
            return retracted(reached);
        }
        return List.of();
    }

    private void journalled(String lineage, Object body) {
        if (body instanceof Trajectory trajectory) {
            graph.note(lineage, trajectory.getTrajectoryId(), FactKind.TRAJECTORY, trajectory.getEventIds());
        } else if (body instanceof LateFeedback late) {
            judged(lineage, late);
        } else if (body instanceof AdapterVersion candidate) {
            adapter(lineage, candidate);
        }
    }

    /** A late judgement is an event of its attempt like any other: who retracts it retracts what it changed. */
    private void judged(String lineage, LateFeedback late) {
        LineageMemory.Origin attempt = graph.origin(lineage, late.getTrajectoryId());
        if (attempt != null && attempt.causes().size() < ProvenanceGraph.MAX_CAUSES) {
            graph.note(lineage, late.getTrajectoryId(), FactKind.TRAJECTORY, List.of(late.getEventId()));
        }
    }

    private void adapter(String lineage, AdapterVersion adapter) {
        // Only what it was made from: who later decided about it does not make it.
        note(
                lineage,
                adapter.getAdapterId(),
                FactKind.ADAPTER,
                List.of(adapter.getBatchId()),
                List.of(adapter.getParentAdapterId()));
    }

    private void note(String lineage, String id, FactKind kind, List<String> causes, List<String> more) {
        List<String> all = new ArrayList<>(causes);
        all.addAll(more);
        graph.note(lineage, id, kind, all);
    }

    private static List<StageFact> retracted(StageFact.Reached reached) {
        Map<String, Double> counts = new TreeMap<>();
        reached.derived()
                .values()
                .forEach(kind -> counts.merge(kind.name().toLowerCase(Locale.ROOT), 1.0, Double::sum));
        String subject = reached.subjectId();
        List<StageFact> updates = new ArrayList<>();
        updates.add(update(
                reached.command(),
                subject,
                "Retracted " + subject + "; derived from it: " + (counts.isEmpty() ? "nothing" : counts),
                counts,
                reached.derived().keySet().stream().limit(MAX_NAMED).toList()));
        reached.derived().entrySet().stream()
                .filter(entry -> entry.getValue() != FactKind.EXPERIENCE)
                .limit(MAX_NAMED)
                .forEach(entry -> updates.add(update(
                        reached.command(),
                        entry.getKey(),
                        entry.getValue().name().toLowerCase(Locale.ROOT) + " " + entry.getKey() + " learnt from "
                                + subject + ", which was retracted",
                        Map.of(),
                        List.of(subject))));
        return updates;
    }

    private static StageFact update(
            Control control, String subjectId, String summary, Map<String, Double> evidence, List<String> about) {
        List<String> causes = new ArrayList<>(List.of(control.getCommandId()));
        causes.addAll(about);
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
