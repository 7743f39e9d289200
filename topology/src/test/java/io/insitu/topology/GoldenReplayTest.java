package io.insitu.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.schemas.Digest;
import io.insitu.schemas.StoreSpec;
import io.insitu.schemas.Stores;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.AdapterStatus;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.Principle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Did behaviour change? Two recorded logs, and what every store and topic came to. {@code -Dgolden=digest} writes the
 * digests anew, {@code -Dgolden=log} the logs too.
 */
class GoldenReplayTest {
    private static final Path STORIES = Path.of("src/test/resources/golden");
    private static final String PRINCIPLE = "success-and-failure-become-a-principle";
    private static final String ADAPTER = "an-adapter-from-batch-to-live";

    @ParameterizedTest
    @ValueSource(strings = {PRINCIPLE, ADAPTER})
    void theSameStoryEndsTheSameWay(String story) throws IOException {
        Path log = STORIES.resolve(story).resolve("log.jsonl");
        Path digest = STORIES.resolve(story).resolve("digest.txt");
        String update = System.getProperty("golden", "");
        if (update.equals("log")) {
            LoggedFact.write(log, Stories.tell(story));
        }
        List<String> found;
        try (Pipeline pipeline = replayed(story)) {
            found = digests(pipeline);
        }
        if (!update.isEmpty()) {
            Files.write(digest, found);
        }
        assertThat(found)
                .as(
                        "%s: if this change of behaviour is meant, say why in the commit that carries the new digests of%n"
                                + "mvn -pl topology -am test -Dtest=GoldenReplayTest -Dsurefire.failIfNoSpecifiedTests=false "
                                + "-Dgolden=digest",
                        digest)
                .isEqualTo(Files.readAllLines(digest));
    }

    @Test
    void aGroupWithSuccessAndFailureTaughtAPrinciple() throws IOException {
        try (Pipeline pipeline = replayed(PRINCIPLE)) {
            assertThat(pipeline.said(Topics.PRINCIPLES))
                    .extracting(Principle::getAction)
                    .contains("credit");
        }
    }

    @Test
    void theAdapterWentFromCandidateToLive() throws IOException {
        try (Pipeline pipeline = replayed(ADAPTER)) {
            assertThat(pipeline.said(Topics.ADAPTERS))
                    .extracting(AdapterVersion::getStatus)
                    .containsExactly(AdapterStatus.CANARY, AdapterStatus.LIVE);
        }
    }

    private static Pipeline replayed(String story) throws IOException {
        Pipeline pipeline = Pipeline.fresh(Stories.config());
        LoggedFact.read(STORIES.resolve(story).resolve("log.jsonl")).forEach(pipeline::give);
        return pipeline;
    }

    /** Name, count and hash of everything that was written: of stores the last value of each key, of topics all. */
    private static List<String> digests(Pipeline pipeline) {
        List<String> digests = new ArrayList<>();
        for (StoreSpec store : Stores.all()) {
            Map<byte[], byte[]> last = new TreeMap<>(Arrays::compareUnsigned);
            pipeline.written(Pipeline.changelog(store)).forEach(record -> {
                if (record.value() == null) {
                    last.remove(record.key());
                } else {
                    last.put(record.key(), record.value());
                }
            });
            Digest digest = Digest.start();
            last.forEach((key, value) -> digest.add(key).add(value));
            digests.add(store.name() + " " + last.size() + " " + digest.id());
        }
        Topics.all().forEach(topic -> {
            List<TestRecord<byte[], byte[]>> records = pipeline.written(topic.name());
            Digest digest = Digest.start();
            records.forEach(record -> digest.add(record.key()).add(record.value()));
            digests.add(topic.name() + " " + records.size() + " " + digest.id());
        });
        return digests;
    }
}
