package io.insitu.ops.replay;

import io.insitu.ops.log.LogReader;
import io.insitu.processors.intake.RecordFactProcessor;
import io.insitu.schemas.Digest;
import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.TopicSpec.Retention;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.AdapterStatus;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.DeadLetter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/**
 * Computes the digest of what a run of the topology wrote on each topic. Which facts were written and how often is a
 * function of the log; how the partitions of the input interleaved is not, so facts are put in order of content first.
 * Of a compacted topic only the newest value of each key stays for certain, so only that is compared.
 */
public final class Outputs {
    /** What nobody but the topology writes. */
    private static final List<TopicSpec<?>> DERIVED = List.of(
            Topics.JOURNAL,
            Topics.EXPERIENCE,
            Topics.PRINCIPLES,
            Topics.TOOLS,
            Topics.REQUESTS,
            Topics.TRAINING_BATCHES,
            Topics.UPDATES);

    private final LogReader log;

    public Outputs(LogReader log) {
        this.log = log;
    }

    /** Of every topic that is a function of the log, in a namespace; names are without it. */
    public List<StoreDigest> of(String namespace) {
        List<StoreDigest> digests = new ArrayList<>();
        DERIVED.forEach(topic -> digests.add(
                topic.retention() == Retention.COMPACTED
                        ? newest(topic, namespace)
                        : some(topic, namespace, fact -> true)));
        // The trainer writes candidates: they are input, and a replay reads them instead of training again.
        digests.add(some(Topics.ADAPTERS, namespace, Outputs::isDecision));
        // Connectors and the trainer write letters too, about what never reached the topology.
        digests.add(some(Topics.DEAD_LETTERS, namespace, Outputs::isAboutInput));
        return digests;
    }

    private StoreDigest newest(TopicSpec<?> topic, String namespace) {
        SortedMap<byte[], byte[]> newest = new TreeMap<>(Digests.BYTES);
        log.eachRaw(topic.in(namespace), record -> {
            if (record.value() == null) {
                newest.remove(record.key());
            } else {
                newest.put(record.key(), record.value());
            }
        });
        return Digests.digest(topic.name(), List.of(newest));
    }

    /** Only what can be read: bytes that are no record of ours were written by somebody else, and whoever reads them has written a letter. */
    private <T extends SpecificRecord> StoreDigest some(TopicSpec<T> topic, String namespace, Filter<T> filter) {
        Set<String> chosen = new HashSet<>();
        log.each(topic, namespace, line -> {
            if (filter.keeps(line.value())) {
                chosen.add(line.partition() + "@" + line.offset());
            }
        });
        List<String> facts = new ArrayList<>();
        log.eachRaw(topic.in(namespace), record -> {
            if (chosen.contains(record.partition() + "@" + record.offset())) {
                facts.add(fact(record.key(), record.value()));
            }
        });
        return digest(topic, facts);
    }

    private interface Filter<T> {
        boolean keeps(T value);
    }

    private static boolean isDecision(AdapterVersion version) {
        return version.getStatus() != AdapterStatus.CANDIDATE;
    }

    private static boolean isAboutInput(DeadLetter letter) {
        String origin = letter.getOriginTopic();
        return origin.equals(Topics.INTERACTIONS.name())
                || origin.equals(Topics.JOURNAL.name())
                || RecordFactProcessor.RECORDED.stream()
                        .anyMatch(topic -> topic.name().equals(origin));
    }

    /** Bytes, not words: equal facts are written alike. */
    private static String fact(byte[] key, byte[] value) {
        return Digest.start()
                .add(key == null ? new byte[0] : key)
                .add(value == null ? new byte[0] : value)
                .hex();
    }

    private static StoreDigest digest(TopicSpec<?> topic, List<String> facts) {
        facts.sort(null);
        Digest digest = Digest.start();
        facts.forEach(digest::add);
        return new StoreDigest(topic.name(), facts.size(), digest.hex());
    }
}
