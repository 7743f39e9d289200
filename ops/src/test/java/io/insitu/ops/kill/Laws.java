package io.insitu.ops.kill;

import io.insitu.ops.kill.Feed.Sent;
import io.insitu.ops.log.LogReader;
import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.DistillationRequest;
import io.insitu.schemas.event.JudgeRequest;
import io.insitu.schemas.event.Request;
import io.insitu.schemas.serde.TopicSerdes;
import io.insitu.schemas.serde.UnreadableRecordException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.Deserializer;

/** What must hold of a log, whatever was killed while it was written. Each law answers with where it does not; nothing: it holds. */
final class Laws {
    private static final int UNAUTHORIZED = 401;
    private static final int OK = 200;

    private final LogReader log;
    private final TopicSerdes serdes;
    private final Facts facts;
    private final Letters letters;

    Laws(LogReader log, TopicSerdes serdes) {
        this.log = log;
        this.serdes = serdes;
        this.facts = new Facts(log);
        this.letters = new Letters(log);
    }

    Facts facts() {
        return facts;
    }

    Letters letters() {
        return letters;
    }

    List<String> everyFactHasItsCauses() {
        return facts.withoutCauses();
    }

    List<String> noEffectIsThereTwice() {
        List<String> found = new ArrayList<>(facts.saidTwice());
        Map<String, Integer> replies = new HashMap<>();
        log.each(Topics.REPLIES, "", line -> replies.merge(line.value().getRequestId(), 1, Integer::sum));
        replies.forEach((request, times) -> {
            if (times > 1) {
                found.add(times + " replies to " + request);
            }
        });
        return found;
    }

    /** Of those who ask a model; whoever else is asked has a bound of its own. */
    List<String> everyQuestionHasItsAnswer() {
        List<String> found = new ArrayList<>();
        Set<String> answered = new HashSet<>();
        log.each(Topics.REPLIES, "", line -> answered.add(line.value().getRequestId()));
        log.each(Topics.REQUESTS, "", line -> {
            Request request = line.value();
            boolean asksModel =
                    request.getBody() instanceof JudgeRequest || request.getBody() instanceof DistillationRequest;
            if (asksModel && !answered.contains(request.getRequestId())) {
                found.add("no answer to " + request.getRequestId());
            }
        });
        return found;
    }

    /** An attempt that was acknowledged is one trajectory, whole, and is scored; what was said of one is heard, or has a letter. */
    List<String> nothingAcknowledgedIsLost(List<Sent> sent) {
        List<String> found = new ArrayList<>();
        for (Sent one : sent) {
            Parcel parcel = one.parcel();
            if (one.status() == UNAUTHORIZED || one.status() >= 500) {
                found.add(parcel.id() + " was answered " + one.status());
            }
            if (parcel.what() == Parcel.Kind.ATTEMPT) {
                if (one.status() != OK) {
                    found.add(parcel.id() + " was answered " + one.status());
                } else if (facts.closings(parcel.id()) != 1) {
                    found.add(parcel.id() + " was closed " + facts.closings(parcel.id()) + " times");
                } else if (!facts.isScored(parcel.id())) {
                    found.add(parcel.id() + " was never scored");
                } else if (parcel.events() > 0
                        && facts.events(parcel.id()) < parcel.events()
                        && letters.with(parcel.id()) == 0) {
                    found.add(parcel.id() + " has " + facts.events(parcel.id()) + " events of " + parcel.events());
                }
            } else if (parcel.what() == Parcel.Kind.FEEDBACK
                    && !facts.isHeard(parcel.id())
                    && letters.with(parcel.id()) == 0) {
                found.add(parcel.id() + " was neither heard nor refused");
            }
        }
        return found;
    }

    /** What was refused at a door, of a file, or on a topic has a letter: as often as it was sent at most. */
    List<String> everythingMalformedHasItsLetter(List<Sent> sent, List<String> marksInFiles) {
        List<String> found = new ArrayList<>();
        for (Sent one : sent) {
            int many = letters.with(one.parcel().id());
            if (one.parcel().what() == Parcel.Kind.MALFORMED && (many < 1 || many > one.times())) {
                found.add(one.parcel().id() + ", sent " + one.times() + " times, has " + many + " letters");
            }
        }
        for (String mark : marksInFiles) {
            int many = letters.with(mark);
            if (many != 1) {
                found.add(mark + " has " + many + " letters");
            }
        }
        BrokenRecords.TOPICS.forEach(topic -> found.addAll(unreadable(topic)));
        return found;
    }

    private List<String> unreadable(TopicSpec<?> topic) {
        List<String> found = new ArrayList<>();
        Deserializer<?> deserializer = serdes.of(topic).deserializer();
        log.eachRaw(topic.name(), record -> {
            if (isReadable(deserializer, record.topic(), record.value())) {
                return;
            }
            int many = letters.at(record.topic(), record.partition(), record.offset());
            if (many != 1) {
                found.add(record.topic() + "-" + record.partition() + "@" + record.offset() + " has " + many
                        + " letters");
            }
        });
        return found;
    }

    private static boolean isReadable(Deserializer<?> deserializer, String topic, byte[] value) {
        try {
            return value != null && deserializer.deserialize(topic, value) != null;
        } catch (UnreadableRecordException e) {
            return false;
        }
    }
}
