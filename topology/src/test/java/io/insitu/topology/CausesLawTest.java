package io.insitu.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.schemas.Topics;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.Control;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.Trajectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every fact names its causes, and following them ends at what the world wrote: an event or a command. */
class CausesLawTest {
    private static final Path STORIES = Path.of("src/test/resources/golden");

    /** A fact that was published, with what it says it comes from. */
    private record Published(String topic, String id, List<String> causes) {}

    private final List<Published> published = new ArrayList<>();
    private final Map<String, List<String>> made = new LinkedHashMap<>();
    private final Set<String> given = new HashSet<>();

    @ParameterizedTest
    @ValueSource(strings = {"success-and-failure-become-a-principle", "an-adapter-from-batch-to-live"})
    void everyFactOfAStoryLeadsBackToWhatTheWorldWrote(String story) throws IOException {
        Pipeline.fresh(Stories.config()).close(); // its serdes let a log be read
        assertEveryFactLeadsBack(LoggedFact.read(STORIES.resolve(story).resolve("log.jsonl")));
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 3, 4})
    void everyFactOfARandomWorldLeadsBackToWhatTheWorldWrote(long seed) {
        assertEveryFactLeadsBack(Worlds.random(seed));
    }

    @Test
    void aWorldInWhichEveryKindOfFactIsPublished() {
        assertEveryFactLeadsBack(Worlds.random(1));
        assertThat(published.stream().map(Published::topic).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        Topics.EXPERIENCE.name(),
                        Topics.PRINCIPLES.name(),
                        Topics.TOOLS.name(),
                        Topics.TRAINING_BATCHES.name(),
                        Topics.ADAPTERS.name(),
                        Topics.REQUESTS.name(),
                        Topics.UPDATES.name());
    }

    private void assertEveryFactLeadsBack(List<LoggedFact> log) {
        try (Pipeline pipeline = Pipeline.fresh(Stories.config())) {
            log.forEach(pipeline::give);
            log.forEach(this::given);
            publishedBy(pipeline);
        }
        assertThat(published).isNotEmpty().allSatisfy(fact -> {
            assertThat(fact.causes()).as("%s: causes", fact).isNotEmpty();
            assertThat(fact.causes()).as("%s: facts on the log", fact).allMatch(this::onTheLog);
            assertThat(roots(fact)).as("%s: what the world wrote", fact).isNotEmpty();
        });
    }

    private boolean onTheLog(String id) {
        return made.containsKey(id) || given.contains(id);
    }

    private Set<String> roots(Published fact) {
        Set<String> seen = new HashSet<>(fact.causes());
        ArrayDeque<String> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            made.getOrDefault(open.remove(), List.of()).stream()
                    .filter(seen::add)
                    .forEach(open::add);
        }
        seen.retainAll(given);
        return seen;
    }

    private void given(LoggedFact fact) {
        if (fact.value() instanceof Interaction event) {
            given.add(event.getEventId());
        } else if (fact.value() instanceof Control command) {
            given.add(command.getCommandId());
        } else if (fact.value() instanceof AdapterVersion candidate) {
            made.put(candidate.getAdapterId(), candidate.getCauses());
        }
    }

    private void publishedBy(Pipeline pipeline) {
        pipeline.said(Topics.JOURNAL).forEach(entry -> {
            if (entry.getBody() instanceof Trajectory trajectory) {
                made.put(trajectory.getTrajectoryId(), trajectory.getEventIds());
            }
        });
        pipeline.said(Topics.EXPERIENCE)
                .forEach(it -> publish(Topics.EXPERIENCE.name(), it.getExperienceId(), it.getCauses()));
        pipeline.said(Topics.PRINCIPLES).forEach(it -> publish(Topics.PRINCIPLES.name(), it.getId(), it.getCauses()));
        pipeline.said(Topics.TOOLS).forEach(it -> publish(Topics.TOOLS.name(), it.getId(), it.getCauses()));
        pipeline.said(Topics.TRAINING_BATCHES)
                .forEach(it -> publish(Topics.TRAINING_BATCHES.name(), it.getBatchId(), it.getCauses()));
        pipeline.said(Topics.ADAPTERS)
                .forEach(it -> publish(Topics.ADAPTERS.name(), it.getAdapterId(), it.getCauses()));
        pipeline.said(Topics.REQUESTS)
                .forEach(it -> publish(Topics.REQUESTS.name(), it.getRequestId(), it.getCauses()));
        pipeline.said(Topics.UPDATES).forEach(it -> publish(Topics.UPDATES.name(), it.getUpdateId(), it.getCauses()));
    }

    private void publish(String topic, String id, List<String> causes) {
        published.add(new Published(topic, id, causes));
        made.put(id, causes);
    }
}
