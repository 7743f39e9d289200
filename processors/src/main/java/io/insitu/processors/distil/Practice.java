package io.insitu.processors.distil;

import io.insitu.schemas.Digest;
import io.insitu.schemas.event.PracticeCheck;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Advice that can be checked on what an attempt did.
 *
 * @param tool the call it is about
 * @param error class of the error after which it applies; empty: it needs none
 * @param other what to do: the arguments to change, or another tool; or the words a task must have, in alphabetical order;
 *     empty where the kind says it all
 */
public record Practice(Kind kind, String tool, String error, String other) {
    /** What is proposed depends on nothing an attempt was told or met: each attempt looks at all of these. */
    static final List<String> PROPOSED =
            IntStream.range(0, 4).mapToObj(place -> "proposed " + place).toList();

    /** What kinds of advice can be checked. */
    public enum Kind {
        /** After this error call it again with other values of these arguments. */
        CHANGE("repair"),
        /** After this error call another tool. */
        CALL_OTHER("repair"),
        /** Let the user agree before calling it. */
        CONFIRM("instruction"),
        /** Call another tool first. */
        BEFORE("instruction"),
        NEVER("instruction"),
        ALWAYS("instruction"),
        /** Let it succeed once at most. */
        ONCE("instruction"),
        /** Call it, where the task has these words. Nobody is told so: somebody proposed it. */
        CALL("proposal");

        private final String source;

        Kind(String source) {
            this.source = source;
        }

        public String source() {
            return source;
        }

        boolean repairs() {
            return this == CHANGE || this == CALL_OTHER;
        }
    }

    static Practice instructed(Kind kind, String tool) {
        return new Practice(kind, tool, "", "");
    }

    /**
     * @param conditions words a task must have; none: it holds for every task
     */
    static Practice proposed(List<String> conditions, String tool) {
        return new Practice(
                Kind.CALL,
                tool,
                "",
                String.join(" ", conditions.stream().distinct().sorted().toList()));
    }

    static Practice of(PracticeCheck check) {
        return new Practice(Kind.valueOf(check.getKind()), check.getTool(), check.getError(), check.getOther());
    }

    PracticeCheck check() {
        return new PracticeCheck(kind.name(), tool, error, other);
    }

    /** Equal advice has one id, whoever found it. */
    String id(String lineage) {
        if (kind == Kind.CALL && !other.isEmpty()) {
            return PrincipleWording.id(lineage, conditions(), tool);
        }
        return Digest.of("practice", lineage, kind.name(), tool, error, other);
    }

    String taxonomy() {
        return kind == Kind.CALL ? "procedure" : kind.repairs() ? "repair" : "constraint";
    }

    /** What it is kept by: all that is kept under one trigger is looked up at once. */
    String trigger() {
        if (kind == Kind.CALL) {
            return PROPOSED.get(Math.floorMod((tool + " " + other).hashCode(), PROPOSED.size()));
        }
        return kind.repairs() ? trigger(tool, error) : kind.name() + " " + tool + " " + other;
    }

    /** Of all repairs of one error. */
    static String trigger(String tool, String error) {
        return "error " + tool + " " + error;
    }

    /** Words a task must have. */
    List<String> conditions() {
        return kind == Kind.CALL && !other.isEmpty() ? List.of(other.split(" ", -1)) : List.of();
    }

    /** The call a follower makes. */
    String action() {
        return kind == Kind.CALL_OTHER || kind == Kind.BEFORE ? other : tool;
    }

    public String statement() {
        String failure = "when " + tool + " fails with \"" + error + "\", ";
        return switch (kind) {
            case CHANGE -> failure + "change " + other + " and call it again";
            case CALL_OTHER -> failure + "call " + other;
            case CONFIRM -> "let the user confirm before calling " + tool;
            case BEFORE -> "call " + other + " before " + tool;
            case NEVER -> "never call " + tool;
            case ALWAYS -> "always call " + tool;
            case ONCE -> "call " + tool + " once only";
            case CALL -> other.isEmpty() ? "always call " + tool : PrincipleWording.statement(conditions(), tool);
        };
    }
}
