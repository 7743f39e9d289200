package io.insitu.ops.work;

import io.insitu.schemas.Topics;
import io.insitu.schemas.event.DeadLetter;
import io.insitu.schemas.event.Reply;
import io.insitu.schemas.event.Request;
import io.insitu.schemas.event.RequestFailed;
import io.insitu.schemas.serde.DeadLetters;
import io.insitu.schemas.serde.TopicSerdes;
import io.insitu.schemas.serde.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a worker says to a record of the requests topic: a reply, a letter, or nothing. */
final class Replier {
    private static final Logger LOG = LoggerFactory.getLogger(Replier.class);
    /** A request comes again soon or never: only its newest neighbours can be asked twice. */
    private static final int REMEMBERED = 100_000;

    private final String version;
    private final Answers answers;
    private final boolean writesLetters;
    private final Deserializer<Request> readRequest;
    private final Serializer<Reply> writeReply;
    private final Serializer<DeadLetter> writeLetter;
    private final Set<String> answered = Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    });

    /**
     * What is to be written.
     *
     * @param requestId the question that is answered with it; empty: none
     */
    record Said(String requestId, List<ProducerRecord<String, byte[]>> records) {}

    Replier(TopicSerdes serdes, String version, Answers answers, boolean writesLetters) {
        this.version = version;
        this.answers = answers;
        this.writesLetters = writesLetters;
        this.readRequest = serdes.of(Topics.REQUESTS).deserializer();
        this.writeReply = serdes.of(Topics.REPLIES).serializer();
        this.writeLetter = serdes.of(Topics.DEAD_LETTERS).serializer();
    }

    /** The reply is on the log: the question is not asked again. */
    void isAnswered(String requestId) {
        if (!requestId.isEmpty()) {
            answered.add(requestId);
        }
    }

    void forgetAll() {
        answered.clear();
    }

    Said to(ConsumerRecord<String, byte[]> record) {
        try {
            Reply reply = replyTo(readRequest.deserialize(record.topic(), record.value()));
            return reply == null
                    ? new Said("", List.of())
                    : new Said(
                            reply.getRequestId(),
                            List.of(new ProducerRecord<>(
                                    Topics.REPLIES.name(),
                                    reply.getRequestId(),
                                    writeReply.serialize(Topics.REPLIES.name(), reply))));
        } catch (UnreadableRecordException e) {
            if (!writesLetters) {
                return new Said("", List.of());
            }
            DeadLetter letter = letter(record, e);
            return new Said(
                    "",
                    List.of(new ProducerRecord<>(
                            Topics.DEAD_LETTERS.name(),
                            letter.getOriginTopic(),
                            writeLetter.serialize(Topics.DEAD_LETTERS.name(), letter))));
        }
    }

    private static DeadLetter letter(ConsumerRecord<String, byte[]> record, UnreadableRecordException e) {
        return DeadLetters.from(
                record.topic(),
                record.partition(),
                record.offset(),
                record.key() == null ? null : record.key().getBytes(StandardCharsets.UTF_8),
                record.value(),
                e.reason(),
                String.valueOf(e.getMessage()),
                Math.max(0, record.timestamp()));
    }

    /** Null: nothing to say, because it was said, or is for another worker. */
    private @Nullable Reply replyTo(Request request) {
        if (answered.contains(request.getRequestId())) {
            return null;
        }
        Object body = tried(request);
        return body == null ? null : reply(request, body);
    }

    /** Whatever goes wrong while trying says nothing about what was tried. */
    private @Nullable Object tried(Request request) {
        try {
            return answers.to(request);
        } catch (RuntimeException e) {
            if (e instanceof InterruptException || Thread.currentThread().isInterrupted()) {
                throw toldToStop(e);
            }
            LOG.warn("request worker: a trial broke: {}", e.toString());
            return RequestFailed.newBuilder()
                    .setReason(String.valueOf(e.getMessage()))
                    .setRetryable(true) // asked again with a bound: what broke was the world, not the candidate
                    .build();
        }
    }

    /** That says nothing about what was tried, not even that it broke. */
    private static InterruptException toldToStop(RuntimeException e) {
        InterruptException told = e instanceof InterruptException known
                ? known
                : new InterruptException("told to stop in the middle of an answer", new InterruptedException());
        Thread.interrupted(); // heard; the clients have yet to be closed in peace
        return told;
    }

    private Reply reply(Request request, Object said) {
        Object body = said instanceof Signed signed ? signed.body() : said;
        String by = said instanceof Signed signed ? signed.by() : version;
        return Reply.newBuilder()
                .setRequestId(request.getRequestId())
                .setLineage(request.getLineage())
                .setWorker(by)
                .setAnsweredMs(System.currentTimeMillis())
                .setBody(body)
                .build();
    }
}
