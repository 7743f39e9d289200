package io.insitu.processors.distil;

import io.insitu.processors.Announcement;
import io.insitu.processors.Learnable;
import io.insitu.processors.StageFact;
import io.insitu.schemas.event.Approve;
import io.insitu.schemas.event.Control;
import io.insitu.schemas.event.EntryStatus;
import io.insitu.schemas.event.Evidence;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.Quarantine;
import io.insitu.schemas.event.Reject;
import io.insitu.schemas.event.Tool;
import io.insitu.schemas.event.UpdateKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an operator may do with a library entry, and what a retraction takes away from it. */
final class EntryControl {
    private static final String BY_OPERATOR = "by operator ";
    private static final int MIN_SUPPORT = 2;
    private final Library<Principle> principles;
    private final Library<Tool> tools;

    EntryControl(Library<Principle> principles, Library<Tool> tools) {
        this.principles = principles;
        this.tools = tools;
    }

    /** Whether an operator decided it: evidence must not overrule that. */
    static boolean isOperators(String reason) {
        return reason.startsWith(BY_OPERATOR);
    }

    List<StageFact> command(Control control) {
        String by = BY_OPERATOR + control.getOperator();
        if (control.getBody() instanceof Approve approve) {
            return decide(control, approve.getSubjectId(), EntryStatus.ACTIVE, by);
        }
        if (control.getBody() instanceof Reject reject) {
            return decide(control, reject.getSubjectId(), EntryStatus.RETIRED, by + because(reject.getReason()));
        }
        if (control.getBody() instanceof Quarantine quarantine) {
            return decide(
                    control, quarantine.getSubjectId(), EntryStatus.QUARANTINED, by + because(quarantine.getReason()));
        }
        return List.of();
    }

    private static String because(String reason) {
        return reason.isEmpty() ? "" : ": " + reason;
    }

    private List<StageFact> decide(Control control, String id, EntryStatus status, String reason) {
        String lineage = control.getLineage();
        boolean serves = status == EntryStatus.ACTIVE;
        List<StageFact> facts = new ArrayList<>();
        Principle principle = principles.get(lineage, id);
        if (principle != null && principle.getStatus() != status) {
            change(principle, principle.getEvidence(), status, reason, control.getAtMs(), facts);
            announce(
                    By.command(control),
                    serves ? UpdateKind.PRINCIPLE_PUBLISHED : UpdateKind.PRINCIPLE_RETIRED,
                    id,
                    principle.getStatement() + ", " + reason,
                    facts);
        }
        Tool tool = tools.get(lineage, id);
        if (tool != null && tool.getStatus() != status) {
            change(tool, tool.getEvidence(), status, reason, control.getAtMs(), facts);
            announce(
                    By.command(control),
                    serves ? UpdateKind.TOOL_PUBLISHED : UpdateKind.TOOL_RETIRED,
                    id,
                    tool.getName() + ", " + reason,
                    facts);
        }
        return facts;
    }

    /**
     * Takes a retracted attempt out of all evidence; an entry left without support is retired. That an entry was reached
     * is announced by {@code lineage}, for every kind of fact alike.
     */
    List<StageFact> retract(Control control, String trajectoryId, @Nullable Attempt attempt) {
        return withdraw(By.command(control), trajectoryId, attempt, "support was retracted");
    }

    /** The same for an attempt that was believed, and is suspect now or graded otherwise. */
    List<StageFact> doubt(Experience experience, Attempt attempt) {
        By by = new By(experience.getLineage(), experience.getScoredMs(), experience.getExperienceId());
        String reason = Learnable.suspect(experience) ? "support became suspect" : "support was graded anew";
        return withdraw(by, attempt.trajectoryId(), attempt, reason);
    }

    /** What changes an entry. */
    private record By(String lineage, long atMs, String id) {
        static By command(Control control) {
            return new By(control.getLineage(), control.getAtMs(), control.getCommandId());
        }
    }

    private List<StageFact> withdraw(By by, String trajectoryId, @Nullable Attempt attempt, String reason) {
        String lineage = by.lineage();
        List<StageFact> facts = new ArrayList<>();
        for (Principle principle : principles.of(lineage)) {
            if (principle.getEvidence().getTrajectories().contains(trajectoryId)) {
                Evidence less = without(principle.getEvidence(), trajectoryId);
                boolean falls = less.getSupporting() < MIN_SUPPORT && serving(principle.getStatus());
                Principle cleaned = Principle.newBuilder(principle)
                        .setExamples(principle.getExamples().stream()
                                .filter(text -> attempt == null || !text.equals(attempt.instruction()))
                                .toList())
                        // A model's words may repeat what it read.
                        .setExplanation(Proposals.isProposed(principle) ? "" : principle.getExplanation())
                        .setCauses(causesWithout(attempt, principle.getCauses(), by))
                        .build();
                EntryStatus status = falls ? EntryStatus.RETIRED : principle.getStatus();
                change(cleaned, less, status, falls ? reason : principle.getReason(), by.atMs(), facts);
                if (falls) {
                    announce(
                            by,
                            UpdateKind.PRINCIPLE_RETIRED,
                            principle.getId(),
                            principle.getStatement() + ", " + reason,
                            facts);
                }
            }
        }
        for (Tool tool : tools.of(lineage)) {
            if (tool.getEvidence().getTrajectories().contains(trajectoryId)) {
                Evidence less = without(tool.getEvidence(), trajectoryId);
                boolean falls = less.getSupporting() < MIN_SUPPORT && serving(tool.getStatus());
                EntryStatus status = falls ? EntryStatus.RETIRED : tool.getStatus();
                change(tool, less, status, falls ? reason : tool.getReason(), by.atMs(), facts);
                if (falls) {
                    announce(by, UpdateKind.TOOL_RETIRED, tool.getId(), tool.getName() + ", " + reason, facts);
                }
            }
        }
        return facts;
    }

    /** Where nothing else is left, what took it away is what made the entry as it is. */
    private static List<String> causesWithout(@Nullable Attempt attempt, List<String> causes, By by) {
        List<String> left = causes.stream()
                .filter(cause -> attempt == null || !cause.equals(attempt.experienceId()))
                .toList();
        return left.isEmpty() ? List.of(by.id()) : left;
    }

    private static boolean serving(EntryStatus status) {
        return status == EntryStatus.ACTIVE || status == EntryStatus.CANDIDATE;
    }

    private static Evidence without(Evidence evidence, String trajectoryId) {
        return Evidence.newBuilder(evidence)
                .setSupporting(Math.max(0, evidence.getSupporting() - 1))
                .setTrajectories(evidence.getTrajectories().stream()
                        .filter(id -> !id.equals(trajectoryId))
                        .toList())
                .build();
    }

    private void change(
            Principle principle,
            Evidence evidence,
            EntryStatus status,
            String reason,
            long atMs,
            List<StageFact> facts) {
        Principle changed = Principle.newBuilder(principle)
                .setEvidence(evidence)
                .setStatus(status)
                .setReason(reason)
                .setRevision(principle.getRevision() + 1)
                .setUpdatedMs(atMs)
                .build();
        principles.put(principle.getLineage(), changed);
        facts.add(new StageFact.PrincipleChanged(changed));
    }

    private void change(
            Tool tool, Evidence evidence, EntryStatus status, String reason, long atMs, List<StageFact> facts) {
        Tool changed = Tool.newBuilder(tool)
                .setEvidence(evidence)
                .setStatus(status)
                .setReason(reason)
                .setRevision(tool.getRevision() + 1)
                .setUpdatedMs(atMs)
                .build();
        tools.put(tool.getLineage(), changed);
        facts.add(new StageFact.ToolChanged(changed));
    }

    private static void announce(By by, UpdateKind kind, String subject, String summary, List<StageFact> facts) {
        facts.add(Announcement.of(
                by.lineage(), kind, subject, summary, Map.of(), by.atMs(), by.atMs(), List.of(by.id())));
    }
}
