package io.insitu.processors.assemble;

import io.insitu.schemas.Traced;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.Message;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.TrajectoryEnded;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What spans and log records told of one trajectory: each thing once, in order of time. Agents within an agent begin and
 * end too; the outermost counts. An agent whose instruction nobody told was asked what the user said first.
 *
 * @param told everything, in order
 * @param steps what is left when each thing is told once
 * @param again what told the same a second time
 */
record Retold(List<Interaction> told, List<Interaction> steps, List<Interaction> again) {
    static final Comparator<Interaction> IN_ORDER = Comparator.comparingLong(Interaction::getAtMs)
            .thenComparingInt(Interaction::getSeq)
            .thenComparing(Interaction::getEventId);

    /** An end told by time is the whole trace's; another is that of some agent in it. */
    private static final Comparator<Interaction> OUTERMOST_END = Comparator.comparing(
                    (Interaction end) -> !Traced.isInConversation(end.getSeq()))
            .thenComparing(IN_ORDER);

    static Retold of(String trajectoryId, List<Interaction> events) {
        if (events.isEmpty()) {
            return new Retold(List.of(), List.of(), List.of());
        }
        List<Interaction> told = events.stream().sorted(IN_ORDER).toList();
        List<Interaction> begins = ofKind(told, TaskStarted.class);
        List<Interaction> ends = ofKind(told, TrajectoryEnded.class).stream()
                .sorted(OUTERMOST_END)
                .toList();
        List<Interaction> between = told.stream()
                .filter(event -> !(event.getBody() instanceof TaskStarted))
                .filter(event -> !(event.getBody() instanceof TrajectoryEnded))
                .toList();
        List<Interaction> again = new ArrayList<>();
        List<Interaction> once = RetoldCalls.once(messagesOnce(between, again), again);
        List<Interaction> steps = new ArrayList<>(begin(trajectoryId, begins, once));
        again.addAll(begins.subList(Math.min(1, begins.size()), begins.size()));
        steps.addAll(once);
        // However the clocks of the others went: nothing comes after the end.
        if (!ends.isEmpty()) {
            steps.add(ends.get(ends.size() - 1));
            again.addAll(ends.subList(0, ends.size() - 1));
        }
        return new Retold(told, List.copyOf(steps), List.copyOf(again));
    }

    private static List<Interaction> begin(String trajectoryId, List<Interaction> begins, List<Interaction> steps) {
        List<Interaction> asked = steps.stream()
                .filter(step -> step.getBody() instanceof Message said && said.getRole() == Role.USER)
                .limit(1)
                .toList();
        if (begins.isEmpty()) { // only model calls are traced
            return asked.stream()
                    .map(first -> with(
                            first,
                            TaskStarted.newBuilder()
                                    .setTaskId(trajectoryId)
                                    .setInstruction(words(first))
                                    .build()))
                    .toList();
        }
        Interaction begin = begins.get(0);
        TaskStarted task = (TaskStarted) begin.getBody();
        return task.getInstruction().isEmpty() && !asked.isEmpty()
                ? List.of(with(
                        begin,
                        TaskStarted.newBuilder(task)
                                .setInstruction(words(asked.get(0)))
                                .build()))
                : List.of(begin);
    }

    /** What an agent says it was told and answered counts where its model calls do not say the same. */
    private static List<Interaction> messagesOnce(List<Interaction> events, List<Interaction> again) {
        Set<Object> said = new HashSet<>();
        events.stream()
                .filter(event -> Traced.isInConversation(event.getSeq()))
                .map(Interaction::getBody)
                .filter(Message.class::isInstance)
                .forEach(said::add);
        List<Interaction> once = new ArrayList<>();
        for (Interaction event : events) {
            boolean outside = event.getBody() instanceof Message && !Traced.isInConversation(event.getSeq());
            (outside && !said.add(event.getBody()) ? again : once).add(event);
        }
        return once;
    }

    private static String words(Interaction said) {
        return ((Message) said.getBody()).getContent();
    }

    private static List<Interaction> ofKind(List<Interaction> events, Class<?> kind) {
        return events.stream().filter(event -> kind.isInstance(event.getBody())).toList();
    }

    static Interaction with(Interaction event, Object body) {
        return Interaction.newBuilder(event).setBody(body).build();
    }
}
