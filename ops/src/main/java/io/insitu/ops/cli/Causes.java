package io.insitu.ops.cli;

import io.insitu.ops.log.LogReader;
import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.Tool;
import io.insitu.schemas.event.TrainingBatch;
import io.insitu.schemas.event.Trajectory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/**
 * What a fact was made from.
 *
 * @param kind of the fact
 * @param ids of its causes
 */
record Causes(String kind, List<String> ids) {
    Causes {
        ids = List.copyOf(ids);
    }

    /** Of every fact on the log, by its id; the newest version counts. */
    static Map<String, Causes> read(LogReader log) {
        Map<String, Causes> known = new HashMap<>();
        log.each(Topics.JOURNAL, "", line -> {
            if (line.value().getBody() instanceof Trajectory trajectory) {
                known.put(trajectory.getTrajectoryId(), new Causes("trajectory", trajectory.getEventIds()));
            }
        });
        note(log, known, "experience", Topics.EXPERIENCE, Experience::getExperienceId, Experience::getCauses);
        note(log, known, "principle", Topics.PRINCIPLES, Principle::getId, Principle::getCauses);
        note(log, known, "tool", Topics.TOOLS, Tool::getId, Tool::getCauses);
        note(log, known, "batch", Topics.TRAINING_BATCHES, TrainingBatch::getBatchId, TrainingBatch::getCauses);
        note(log, known, "adapter", Topics.ADAPTERS, AdapterVersion::getAdapterId, Causes::behind);
        return known;
    }

    private static <T extends SpecificRecord> void note(
            LogReader log,
            Map<String, Causes> known,
            String kind,
            TopicSpec<T> topic,
            Function<T, String> id,
            Function<T, List<String>> causes) {
        log.each(topic, "", line -> known.put(id.apply(line.value()), new Causes(kind, causes.apply(line.value()))));
    }

    /** An adapter grew from its parent: what that one learnt is in it too. */
    private static List<String> behind(AdapterVersion adapter) {
        List<String> ids = new ArrayList<>(adapter.getCauses());
        ids.add(adapter.getParentAdapterId());
        ids.removeIf(String::isEmpty);
        return ids;
    }
}
