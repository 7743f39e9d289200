package io.insitu.ops.kill;

import io.insitu.ops.log.LogReader;
import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.Control;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.LateFeedback;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.Request;
import io.insitu.schemas.event.Tool;
import io.insitu.schemas.event.TrainingBatch;
import io.insitu.schemas.event.Trajectory;
import io.insitu.schemas.event.Update;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/** Every fact of a log with its causes: whether following them ends at what the world wrote, and whether one is there twice. */
final class Facts {
    private record Published(String topic, String id, List<String> causes) {}

    private final List<Published> published = new ArrayList<>();
    private final Map<String, List<String>> made = new HashMap<>();
    private final Set<String> given = new HashSet<>();
    private final Map<String, Integer> closings = new HashMap<>();
    private final Set<String> scored = new HashSet<>();
    private final Set<String> heard = new HashSet<>();

    Facts(LogReader log) {
        log.each(Topics.INTERACTIONS, "", line -> given(line.value()));
        log.each(Topics.CONTROL, "", line -> given(line.value()));
        log.each(Topics.JOURNAL, "", line -> {
            if (line.value().getBody() instanceof Trajectory trajectory) {
                made.put(trajectory.getTrajectoryId(), trajectory.getEventIds());
                closings.merge(trajectory.getTrajectoryId(), 1, Integer::sum);
                heard.addAll(trajectory.getEventIds());
            } else if (line.value().getBody() instanceof LateFeedback late) {
                heard.add(late.getEventId());
            }
        });
        note(log, Topics.EXPERIENCE, Experience::getExperienceId, Experience::getCauses);
        note(log, Topics.PRINCIPLES, Principle::getId, Principle::getCauses);
        note(log, Topics.TOOLS, Tool::getId, Tool::getCauses);
        note(log, Topics.TRAINING_BATCHES, TrainingBatch::getBatchId, TrainingBatch::getCauses);
        note(log, Topics.ADAPTERS, AdapterVersion::getAdapterId, AdapterVersion::getCauses);
        note(log, Topics.REQUESTS, Request::getRequestId, Request::getCauses);
        note(log, Topics.UPDATES, Update::getUpdateId, Update::getCauses);
        log.each(
                Topics.EXPERIENCE,
                "",
                line -> scored.add(line.value().getTrajectory().getTrajectoryId()));
    }

    private void given(SpecificRecord fact) {
        if (fact instanceof Interaction event) {
            given.add(event.getEventId());
        } else if (fact instanceof Control command) {
            given.add(command.getCommandId());
        }
    }

    private <T extends SpecificRecord> void note(
            LogReader log, TopicSpec<T> topic, Function<T, String> id, Function<T, List<String>> causes) {
        log.each(topic, "", line -> {
            Published fact = new Published(topic.name(), id.apply(line.value()), causes.apply(line.value()));
            published.add(fact);
            made.put(fact.id(), fact.causes());
        });
    }

    /** How many of a topic, each version of an entry counted. */
    long count(TopicSpec<?> topic) {
        return published.stream()
                .filter(fact -> fact.topic().equals(topic.name()))
                .count();
    }

    /** How often an attempt was closed. */
    int closings(String trajectoryId) {
        return closings.getOrDefault(trajectoryId, 0);
    }

    boolean isScored(String trajectoryId) {
        return scored.contains(trajectoryId);
    }

    /** Whether an event is part of an attempt, or was heard after it. */
    boolean isHeard(String eventId) {
        return heard.contains(eventId);
    }

    int events(String trajectoryId) {
        return made.getOrDefault(trajectoryId, List.of()).size();
    }

    List<String> withoutCauses() {
        List<String> found = new ArrayList<>();
        for (Published fact : published) {
            if (fact.causes().isEmpty()) {
                found.add(fact.topic() + " " + fact.id() + " names no cause");
            }
            for (String cause : fact.causes()) {
                if (!made.containsKey(cause) && !given.contains(cause)) {
                    found.add(fact.topic() + " " + fact.id() + " names " + cause + ", which is not on the log");
                }
            }
            if (!leadsBack(fact)) {
                found.add(fact.topic() + " " + fact.id() + " leads back to nothing that the world wrote");
            }
        }
        return found;
    }

    private boolean leadsBack(Published fact) {
        Set<String> seen = new HashSet<>(fact.causes());
        ArrayDeque<String> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            String next = open.remove();
            if (given.contains(next)) {
                return true;
            }
            made.getOrDefault(next, List.of()).stream().filter(seen::add).forEach(open::add);
        }
        return false;
    }

    /** Facts that must be said once and were said again; an entry of the library has versions. */
    List<String> saidTwice() {
        Set<String> once = new HashSet<>();
        Set<String> twice = new TreeSet<>();
        for (Published fact : published) {
            boolean versions = fact.topic().equals(Topics.PRINCIPLES.name())
                    || fact.topic().equals(Topics.TOOLS.name())
                    || fact.topic().equals(Topics.ADAPTERS.name());
            if (!versions && !once.add(fact.topic() + " " + fact.id())) {
                twice.add(fact.topic() + " " + fact.id() + " was said twice");
            }
        }
        return List.copyOf(twice);
    }
}
