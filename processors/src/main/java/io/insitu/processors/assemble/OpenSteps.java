package io.insitu.processors.assemble;

import static io.insitu.processors.assemble.AssembleMemory.feedback;
import static io.insitu.processors.assemble.AssembleMemory.step;
import static io.insitu.processors.assemble.AssembleMemory.traced;

import io.insitu.processors.Keys;
import io.insitu.processors.Memory;
import io.insitu.schemas.Traced;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Feedback;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.TrajectoryEnded;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The events of open trajectories, each at its position; judgements without one lie aside. */
final class OpenSteps {
    private final Memory<Interaction> steps;

    OpenSteps(Memory<Interaction> steps) {
        this.steps = steps;
    }

    /** Puts the event at its place; true when its position was empty. Which of two stays does not depend on who came first. */
    boolean put(Interaction event, List<Assembled> result) {
        String id = event.getTrajectoryId();
        if (Traced.is(event.getSeq()) && !(event.getBody() instanceof Feedback)) {
            steps.put(traced(id, event.getEventId()), event);
            return false;
        }
        if (event.getSeq() < 0) {
            steps.put(feedback(id, event.getEventId()), event);
            return false;
        }
        String place = step(id, event.getSeq());
        Interaction holder = steps.get(place);
        if (holder == null) {
            steps.put(place, event);
            return true;
        }
        boolean stays = precedes(holder, event);
        Interaction loser = stays ? event : holder;
        if (!stays) {
            steps.put(place, event);
        }
        if (loser.getBody() instanceof Feedback) {
            steps.put(feedback(id, loser.getEventId()), loser);
        } else {
            String other = stays ? holder.getEventId() : event.getEventId();
            result.add(new Assembled.Refused(
                    loser,
                    DeadLetterReason.DUPLICATE_CONFLICT,
                    "seq " + event.getSeq() + " is taken by event " + other));
        }
        return false;
    }

    /** What was traced may be told again of another instant: the first one stands, whichever came first. */
    void putEarlier(Interaction repeated) {
        String place = traced(repeated.getTrajectoryId(), repeated.getEventId());
        Interaction holder = steps.get(place);
        if (holder != null && Retold.IN_ORDER.compare(repeated, holder) < 0) {
            steps.put(place, repeated);
        }
    }

    /** Whether every position up to the end is filled, and the end stands there. */
    boolean complete(String id, int endSeq) {
        Interaction last = steps.get(step(id, endSeq));
        if (last == null || !(last.getBody() instanceof TrajectoryEnded)) {
            return false;
        }
        for (int seq = 0; seq < endSeq; seq++) {
            if (steps.get(step(id, seq)) == null) {
                return false;
            }
        }
        return true;
    }

    /** Takes out what holds the positions from 0 to the end, all of which are filled. */
    List<Interaction> takeUpTo(String id, int endSeq) {
        List<Interaction> taken = new ArrayList<>(endSeq + 1);
        for (int seq = 0; seq <= endSeq; seq++) {
            taken.add(Objects.requireNonNull(steps.get(step(id, seq))));
            steps.delete(step(id, seq));
        }
        return taken;
    }

    /** Takes out what holds a position, in order of seq. */
    List<Interaction> takeInOrder(String id) {
        return take(Keys.prefix(id, "s"));
    }

    /** Takes out what was traced, in no order. */
    List<Interaction> takeTraced(String id) {
        return take(Keys.prefix(id, "t"));
    }

    /** Takes out what lies aside, in order of event id. */
    List<Interaction> takeAside(String id) {
        return take(Keys.prefix(id, "f"));
    }

    private List<Interaction> take(String prefix) {
        List<Memory.Entry<Interaction>> held = steps.startingWith(prefix);
        held.forEach(entry -> steps.delete(entry.key()));
        return held.stream().map(Memory.Entry::value).toList();
    }

    /** A step keeps its position against feedback, which needs none; among equals the smaller event id does. */
    private static boolean precedes(Interaction a, Interaction b) {
        boolean aJudges = a.getBody() instanceof Feedback;
        boolean bJudges = b.getBody() instanceof Feedback;
        return aJudges == bJudges ? a.getEventId().compareTo(b.getEventId()) < 0 : bJudges;
    }
}
