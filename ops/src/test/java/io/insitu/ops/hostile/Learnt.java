package io.insitu.ops.hostile;

import io.insitu.ops.log.LogReader;
import io.insitu.ops.replay.Digests;
import io.insitu.ops.replay.Outputs;
import io.insitu.ops.site.Evolution;
import io.insitu.ops.site.Site;
import io.insitu.schemas.Digest;
import io.insitu.schemas.StoreSpec;
import io.insitu.schemas.Stores;
import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was learnt for the good lineage: the entries of every learning store whose key names it, and what was published
 * for it. Left out are the stores of intake ({@code assemble-*}) and {@code journal-seen}: they remember each event and
 * each journal entry that came, the hostile ones too, so that a repeat is recognised.
 *
 * @param stores a digest per store
 * @param published how many records, and their digest, per topic
 * @param entries how much was compared
 */
record Learnt(Map<String, String> stores, Map<String, String> published, long entries) {
    private static final List<TopicSpec<?>> PUBLISHED = List.of(
            Topics.EXPERIENCE,
            Topics.PRINCIPLES,
            Topics.TOOLS,
            Topics.REQUESTS,
            Topics.TRAINING_BATCHES,
            Topics.UPDATES);

    static Learnt on(Site site) {
        LogReader log = new LogReader(site.clients(), site.serdes());
        // The tool of the laws must at least be able to read what a hostile run leaves behind.
        new Digests(log).of(Evolution.APPLICATION);
        new Outputs(log).of("");
        Map<String, String> stores = new TreeMap<>();
        long entries = 0;
        for (StoreSpec store : Stores.all()) {
            if (store.name().startsWith("assemble-") || store.equals(Stores.JOURNAL_SEEN)) {
                continue;
            }
            Map<String, byte[]> last = new TreeMap<>();
            log.eachRaw(store.changelog(Evolution.APPLICATION), record -> {
                String key = new String(record.key(), StandardCharsets.UTF_8);
                if (!key.contains(GoodLog.LINEAGE)) {
                    return;
                }
                if (record.value() == null) {
                    last.remove(key);
                } else {
                    last.put(key, record.value());
                }
            });
            Digest digest = Digest.start();
            last.forEach((key, value) -> digest.add(key).add(content(value)));
            stores.put(store.name(), last.size() + " " + digest.hex());
            entries += last.size();
        }
        Map<String, String> published = new TreeMap<>();
        for (TopicSpec<?> topic : PUBLISHED) {
            List<String> values = new ArrayList<>();
            log.each(topic, "", line -> {
                if (line.key().contains(GoodLog.LINEAGE)
                        || line.value().toString().contains(GoodLog.LINEAGE)) {
                    values.add(line.value().toString());
                }
            });
            values.sort(null);
            published.put(topic.name(), values.size() + " " + Digest.of(values.toArray(String[]::new)));
        }
        return new Learnt(stores, published, entries);
    }

    /** Without the id of its schema, if it has one: the registry numbers schemas as they come, hostile ones too. */
    private static byte[] content(byte[] value) {
        return value.length > 5 && value[0] == 0 ? Arrays.copyOfRange(value, 5, value.length) : value;
    }

    /** How many records of a topic were published for the good lineage. */
    int count(TopicSpec<?> topic) {
        return Integer.parseInt(published.getOrDefault(topic.name(), "0 ").split(" ")[0]);
    }
}
