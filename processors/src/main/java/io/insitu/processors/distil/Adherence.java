package io.insitu.processors.distil;

import io.insitu.schemas.event.PracticeCheck;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.ToolStatus;
import io.insitu.schemas.event.Trajectory;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/** Whether an attempt did what a principle advises, as its recorded calls show it. */
public enum Adherence {
    FOLLOWED,
    VIOLATED,
    /** The attempt never came to where the principle speaks, or no call of it was recorded. */
    NOT_APPLICABLE;

    private static final Pattern AGREES = Pattern.compile(
            "\\b(yes|yeah|yep|yup|confirm|confirmed|i confirm|proceed|go ahead|correct|sure|agree|agreed|please do|ok|okay"
                    + "|sounds good|works for me|that's right|do it)\\b",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    private static final Pattern REFUSES =
            Pattern.compile("^\\W*(no|nope|wait|stop|don't|do not|not yet)\\b", Pattern.CASE_INSENSITIVE);

    /** Of an attempt anybody made, whether it was given the principle or not. */
    public static Adherence of(Principle principle, Trajectory trajectory) {
        PracticeCheck check = principle.getCheck();
        if (check != null) {
            return of(Practice.of(check), trajectory);
        }
        Deeds deeds = Deeds.of(trajectory);
        boolean excepted = principle.getExceptions().stream()
                .anyMatch(one -> one.getEstablished() && deeds.task().meet(List.of(one.getTerm())));
        return excepted ? NOT_APPLICABLE : called(principle.getConditions(), principle.getAction(), deeds);
    }

    private static Adherence called(Collection<String> conditions, String action, Deeds deeds) {
        return deeds.calls().isEmpty() || !deeds.task().meet(conditions)
                ? NOT_APPLICABLE
                : followedIf(deeds.calls().stream()
                        .anyMatch(call -> call.worked() && call.tool().equals(action)));
    }

    /** The same of what is only under test. */
    public static Adherence of(Practice practice, Trajectory trajectory) {
        return of(practice, Deeds.of(trajectory));
    }

    static Adherence of(Practice practice, Deeds deeds) {
        if (deeds.calls().isEmpty()) {
            return NOT_APPLICABLE;
        }
        List<Deeds.Made> made = deeds.calls().stream()
                .filter(call -> call.tool().equals(practice.tool()))
                .toList();
        return switch (practice.kind()) {
            case CHANGE, CALL_OTHER -> repaired(practice, deeds, made);
            case CONFIRM ->
                made.isEmpty() ? NOT_APPLICABLE : followedIf(made.stream().allMatch(call -> agreed(call.heard())));
            case BEFORE ->
                made.isEmpty() ? NOT_APPLICABLE : followedIf(cameFirst(practice.other(), made.get(0), deeds));
            case CALL -> called(practice.conditions(), practice.tool(), deeds);
            case NEVER -> followedIf(made.isEmpty());
            case ALWAYS -> followedIf(made.stream().anyMatch(Deeds.Made::worked));
            case ONCE -> {
                long worked = made.stream().filter(Deeds.Made::worked).count();
                yield worked == 0 ? NOT_APPLICABLE : followedIf(worked == 1);
            }
        };
    }

    private static Adherence repaired(Practice practice, Deeds deeds, List<Deeds.Made> made) {
        boolean failed = made.stream()
                .anyMatch(call -> call.status() == ToolStatus.ERROR
                        && ErrorClass.of(call.content()).equals(practice.error()));
        return failed
                ? followedIf(
                        Repairs.after(practice.tool(), practice.error(), deeds).contains(practice))
                : NOT_APPLICABLE;
    }

    private static boolean cameFirst(String other, Deeds.Made first, Deeds deeds) {
        return deeds.calls().stream()
                .takeWhile(call -> call != first)
                .anyMatch(call -> call.worked() && call.tool().equals(other));
    }

    private static boolean agreed(String heard) {
        return AGREES.matcher(heard).find() && !REFUSES.matcher(heard).find();
    }

    private static Adherence followedIf(boolean kept) {
        return kept ? FOLLOWED : VIOLATED;
    }
}
