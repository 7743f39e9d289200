package io.insitu.ops.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.ops.log.LogReader;
import io.insitu.ops.site.DataFolder;
import io.insitu.ops.site.Groups;
import io.insitu.ops.site.Lag;
import io.insitu.ops.site.Site;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.Reply;
import io.insitu.schemas.event.Request;
import io.insitu.schemas.event.RequestFailed;
import io.insitu.schemas.event.ToolTrial;
import io.insitu.schemas.event.ToolTrialResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestWorkerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path root;

    private final List<String> tried = new CopyOnWriteArrayList<>();

    @Test
    void everyQuestionIsAnsweredOnceWhateverComesBetween() throws Exception {
        try (Site site = Site.start(DataFolder.create(root))) {
            try (RequestWorker worker = new RequestWorker(site, "test@1", this::answer)) {
                worker.start();
                ask(site, bytes(site, "one"));
                ask(site, "no request".getBytes(StandardCharsets.UTF_8));
                ask(site, bytes(site, "one"));
                ask(site, bytes(site, "foreign"));
                ask(site, bytes(site, "breaks"));
                awaitReplies(site, 2);
                assertThat(worker.failure()).isNull();
            }
            try (RequestWorker successor = new RequestWorker(site, "test@2", this::answer)) {
                ask(site, bytes(site, "one")); // asked again while nobody was there
                ask(site, bytes(site, "two"));
                successor.start();
                awaitReplies(site, 3);
                await(() -> behind(site) == 0);
            }
            List<Reply> replies = replies(site);
            assertThat(replies)
                    .extracting(Reply::getRequestId)
                    .as("one reply each; what is for somebody else has none")
                    .containsExactlyInAnyOrder("one", "breaks", "two");
            assertThat(tried).containsExactlyInAnyOrder("one", "foreign", "breaks", "two");
            RequestFailed failed = (RequestFailed) of(replies, "breaks").getBody();
            assertThat(failed.getReason()).isEqualTo("the desk burnt down");
            assertThat(failed.getRetryable()).isTrue();
            assertThat(of(replies, "two").getWorker()).isEqualTo("test@2");
        }
    }

    @Test
    void aWorkerThatCannotGoOnSaysWhyAndItsQuestionWaitsForTheNext() throws Exception {
        try (Site site = Site.start(DataFolder.create(root))) {
            ask(site, bytes(site, "fatal"));
            try (RequestWorker worker = new RequestWorker(site, "test@1", this::answer)) {
                worker.start();
                await(() -> worker.failure() != null);
                assertThat(worker.failure()).isInstanceOf(LinkageError.class).hasMessage("no such method");
                assertThat(behind(site)).isEqualTo(1);
            }
            assertThat(replies(site)).isEmpty();
            try (RequestWorker successor = new RequestWorker(site, "test@2", request -> result(request))) {
                successor.start();
                awaitReplies(site, 1);
            }
            assertThat(of(replies(site), "fatal").getWorker()).isEqualTo("test@2");
        }
    }

    @Test
    void ofAQuestionNobodyCanReadThereIsOneLetterHoweverManyWorkersThereAre() throws Exception {
        try (Site site = Site.start(DataFolder.create(root))) {
            ask(site, "no request".getBytes(StandardCharsets.UTF_8));
            ask(site, bytes(site, "one"));
            Seat other = new Seat("another", Duration.ofSeconds(1), false);
            try (RequestWorker worker = new RequestWorker(site, "test@1", request -> null);
                    RequestWorker another = new RequestWorker(
                            site.clients(), site.serdes(), other, "another@1", RequestWorkerIT::result)) {
                another.start();
                awaitReplies(site, 1); // it has passed what it cannot read
                assertThat(letters(site)).isZero();
                worker.start();
                await(() -> letters(site) == 1 && behind(site) == 0);
            }
        }
    }

    private static int letters(Site site) {
        return new LogReader(site.clients(), site.serdes())
                .values(Topics.DEAD_LETTERS)
                .size();
    }

    @Test
    void whatIsAnsweredInAMomentLeavesTogether() throws Exception {
        try (Site site = Site.start(DataFolder.create(root))) {
            for (int i = 0; i < 40; i++) {
                ask(site, bytes(site, "quick " + i));
            }
            try (RequestWorker worker = new RequestWorker(site, "test@1", RequestWorkerIT::result)) {
                worker.start();
                awaitReplies(site, 40);
                await(() -> behind(site) == 0);
            }
            assertThat(replies(site)).extracting(Reply::getRequestId).doesNotHaveDuplicates();
            // Each transaction leaves a marker, whose offset is its own.
            assertThat(ends(site)).isGreaterThan(40).isLessThan(2 * 40);
        }
    }

    private static long ends(Site site) {
        try (Lag lag = new Lag(site.clients())) {
            return lag.offsetsBehind("nobody", List.of(Topics.REPLIES));
        }
    }

    private Object answer(Request request) {
        tried.add(request.getRequestId());
        return switch (request.getRequestId()) {
            case "breaks" -> throw new IllegalStateException("the desk burnt down");
            case "fatal" -> throw new LinkageError("no such method");
            case "foreign" -> null;
            default -> result(request);
        };
    }

    private static ToolTrialResult result(Request request) {
        return ToolTrialResult.newBuilder()
                .setToolId("tool of " + request.getRequestId())
                .setRuns(1)
                .setPassed(1)
                .build();
    }

    private static byte[] bytes(Site site, String requestId) {
        Request request = Request.newBuilder()
                .setRequestId(requestId)
                .setLineage("desk")
                .setAskedMs(1)
                .setBody(ToolTrial.newBuilder()
                        .setToolId("tool")
                        .setName("macro")
                        .setParameters(List.of())
                        .setSteps(List.of())
                        .setTasks(List.of())
                        .build())
                .build();
        return site.serdes().of(Topics.REQUESTS).serializer().serialize(Topics.REQUESTS.name(), request);
    }

    /** All under one key: they arrive in the order in which they were asked. */
    private static void ask(Site site, byte[] request) throws Exception {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(site.clients().producer(), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.REQUESTS.name(), "key", request))
                    .get();
        }
    }

    private static List<Reply> replies(Site site) {
        return new LogReader(site.clients(), site.serdes()).values(Topics.REPLIES);
    }

    /** Questions the worker has not dealt with. */
    private static long behind(Site site) {
        try (Lag lag = new Lag(site.clients())) {
            return lag.recordsBehind(Groups.DESK_WORKER, Topics.REQUESTS);
        }
    }

    private static Reply of(List<Reply> replies, String requestId) {
        return replies.stream()
                .filter(reply -> reply.getRequestId().equals(requestId))
                .findFirst()
                .orElseThrow();
    }

    private static void awaitReplies(Site site, int count) throws InterruptedException {
        await(() -> replies(site).size() >= count);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("within " + PATIENCE.toSeconds() + " s")
                    .isLessThan(deadline);
            Thread.sleep(50);
        }
    }
}
