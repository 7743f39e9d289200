package io.insitu.ops.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.ops.llm.FakeModel;
import io.insitu.ops.log.LogReader;
import io.insitu.ops.run.Roles.Role;
import io.insitu.ops.site.DataFolder;
import io.insitu.ops.site.Lag;
import io.insitu.ops.site.Site;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.DistillationRequest;
import io.insitu.schemas.event.JudgeRequest;
import io.insitu.schemas.event.JudgeVerdict;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Reply;
import io.insitu.schemas.event.Request;
import io.insitu.schemas.event.RequestFailed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A judge and a distiller behind a real HTTP server, for a log on a real broker. */
class RolesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path root;

    @Test
    void everyQuestionIsAskedOnceAndItsAnswerIsOnTheLog() throws Exception {
        try (FakeModel model = new FakeModel();
                Site site = Site.start(DataFolder.create(root))) {
            model.says(data -> data.has("transcripts")
                    ? "I'd rather not."
                    : FakeModel.verdict(
                            data,
                            data.path("transcript").asText().equals("good") ? "success" : "failure",
                            data.path("transcript").asText().equals("good") ? 1 : -1));
            ask(site, "one", new JudgeRequest("a", "Was it lent?", "good"));
            ask(site, "one", new JudgeRequest("a", "Was it lent?", "good"));
            ask(site, "two", new JudgeRequest("b", "Was it lent?", "bad"));
            ask(site, "three", new DistillationRequest("g", List.of("good", "bad")));
            try (Roles roles = start(site, model, EnumSet.allOf(Role.class))) {
                await(() -> replies(site).size() == 3
                        && behind(site, Role.JUDGE) == 0
                        && behind(site, Role.DISTILLER) == 0);
                assertThat(roles.failure()).isNull();
            }
            ask(site, "one", new JudgeRequest("a", "Was it lent?", "good")); // what is on the log is not asked again
            try (Roles successor = start(site, model, Set.of(Role.JUDGE))) {
                await(() -> behind(site, Role.JUDGE) == 0);
                assertThat(successor.failure()).isNull();
            }

            assertThat(model.asked).hasSize(3);
            assertThat(replies(site)).hasSize(3);
            Reply one = of(site, "one");
            assertThat(one.getBody()).isEqualTo(new JudgeVerdict(OutcomeKind.SUCCESS, 1.0, "as the rubric has it"));
            assertThat(one.getWorker()).startsWith("judge@1 judge-model-1 asked ");
            assertThat(((JudgeVerdict) of(site, "two").getBody()).getOutcome()).isEqualTo(OutcomeKind.FAILURE);
            Reply three = of(site, "three");
            assertThat(((RequestFailed) three.getBody()).getReason())
                    .startsWith("the answer is not what was asked for");
            assertThat(three.getWorker()).startsWith("distiller@2 ");
        }
    }

    @Test
    void aRoleThatIsStoppedInTheMiddleOfAQuestionSaysNothingAndTheNextOneAsksAgain() throws Exception {
        try (FakeModel model = new FakeModel();
                Site site = Site.start(DataFolder.create(root))) {
            CountDownLatch stopped = new CountDownLatch(1);
            model.says(data -> {
                try {
                    stopped.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return FakeModel.verdict(data, "success", 1);
            });
            ask(site, "one", new JudgeRequest("a", "Was it lent?", "good"));
            try (Roles roles = start(site, model, Set.of(Role.JUDGE))) {
                await(() -> model.asked.size() == 1);
                assertThat(roles.failure()).isNull();
            }
            assertThat(replies(site)).isEmpty();
            stopped.countDown();
            try (Roles successor = start(site, model, Set.of(Role.JUDGE))) {
                await(() -> replies(site).size() == 1);
                assertThat(successor.failure()).isNull();
            }
            assertThat(of(site, "one").getBody()).isInstanceOf(JudgeVerdict.class);
        }
    }

    private static Roles start(Site site, FakeModel model, Set<Role> roles) {
        LlmConfig llm =
                new LlmConfig(model.base().toString(), "judge-model", "NO_SUCH_KEY", 100, 100_000, 30_000, 2, 200);
        return Roles.start(roles, site.clients(), site.serdes(), llm, llm.chat(variable -> null));
    }

    private static void ask(Site site, String id, Object body) throws Exception {
        Request request = Request.newBuilder()
                .setRequestId(id)
                .setLineage("desk")
                .setAskedMs(1)
                .setBody(body)
                .build();
        try (KafkaProducer<String, Request> producer = new KafkaProducer<>(
                site.clients().producer(),
                new StringSerializer(),
                site.serdes().of(Topics.REQUESTS).serializer())) {
            producer.send(new ProducerRecord<>(Topics.REQUESTS.name(), id, request))
                    .get();
        }
    }

    private static List<Reply> replies(Site site) {
        return new LogReader(site.clients(), site.serdes()).values(Topics.REPLIES);
    }

    private static Reply of(Site site, String id) {
        return replies(site).stream()
                .filter(reply -> reply.getRequestId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static long behind(Site site, Role role) {
        try (Lag lag = new Lag(site.clients())) {
            return lag.recordsBehind(Roles.group(role), Topics.REQUESTS);
        }
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
