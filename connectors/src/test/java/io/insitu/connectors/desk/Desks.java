package io.insitu.connectors.desk;

import io.insitu.schemas.event.EntryStatus;
import io.insitu.schemas.event.Evidence;
import io.insitu.schemas.event.Tool;
import io.insitu.schemas.event.ToolStep;
import io.insitu.schemas.event.Utility;
import java.util.List;
import java.util.Map;

/** Worlds, calls and tools for tests. */
final class Desks {
    private Desks() {}

    /** A small world without noise: refund/gold wants credit, damaged goods want a photo first. */
    static String json() {
        return """
                {"format": 1, "name": "tiny", "description": "for tests",
                 "vocabulary": {"intents": ["refund", "cancel"], "tiers": ["gold", "basic"],
                                "categories": ["damaged", "fine"], "objects": ["lamp", "sofa"]},
                 "tools": {"lookup": "find", "verify": "photo", "resolutions": ["credit", "swap", "close"]},
                 "rules": {"resolution": [{"intent": "refund", "tier": "gold", "use": "credit"},
                                          {"intent": "refund", "tier": "basic", "use": "swap"},
                                          {"intent": "cancel", "tier": "*", "use": "close"}],
                           "verify": ["damaged"]},
                 "taskMix": {"options": 3},
                 "drift": {"at": 0.5, "resolution": [{"intent": "refund", "tier": "basic", "use": "credit"}],
                           "verify": ["fine"], "rename": {"credit": "bonus"}},
                 "noise": {"busy": 0, "timeout": 0}, "limits": {"calls": 4, "tokens": 40}}
                """;
    }

    static World tiny() {
        return WorldFile.parse("tiny.json", json());
    }

    static World tiny(String field, String otherwise) {
        String changed = json().replace(field, otherwise);
        if (changed.equals(json())) {
            throw new IllegalArgumentException("the tiny world has no " + field);
        }
        return WorldFile.parse("tiny.json", changed);
    }

    static DeskTask refund(String tier, String category, WorldPhase phase, List<String> options) {
        return new DeskTask("desk/tiny/test/0", phase, "refund", tier, category, "lamp", options);
    }

    static Call find(String object) {
        return new Call("find", Map.of(Call.OBJECT, object));
    }

    static Call call(String tool) {
        return new Call(tool, Map.of());
    }

    static Tool macro(String name, List<String> conditions, String... steps) {
        return Tool.newBuilder()
                .setId(name)
                .setLineage("desk")
                .setName(name)
                .setDescription("")
                .setConditions(conditions)
                .setParameters(List.of("object"))
                .setJsonSchema("{}")
                .setSteps(java.util.stream.Stream.of(steps)
                        .map(step -> ToolStep.newBuilder()
                                .setTool(step)
                                .setArguments(step.equals("find") ? Map.of("object", "$object") : Map.of())
                                .build())
                        .toList())
                .setEvidence(evidence())
                .setUtility(utility())
                .setStatus(EntryStatus.ACTIVE)
                .setRevision(1)
                .setUpdatedMs(0)
                .build();
    }

    static Evidence evidence() {
        return Evidence.newBuilder()
                .setSupporting(5)
                .setOpposing(0)
                .setWithoutSuccess(0)
                .setWithoutFailure(5)
                .setPValue(0.01)
                .setTrajectories(List.of())
                .build();
    }

    static Utility utility() {
        return Utility.newBuilder()
                .setQ(0.5)
                .setUses(0)
                .setWins(0)
                .setWithheldUses(0)
                .setWithheldWins(0)
                .build();
    }
}
