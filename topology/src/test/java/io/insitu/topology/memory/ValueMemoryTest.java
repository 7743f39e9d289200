package io.insitu.topology.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.insitu.processors.Memory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ValueMemoryTest {
    private static final String TOO_LARGE = "too large";

    private final AtomicInteger reads = new AtomicInteger();
    private final Serde<String> serde = Serdes.serdeFrom(
            (name, value) -> {
                if (value.equals(TOO_LARGE)) {
                    throw new RecordTooLargeException(value);
                }
                return value.getBytes(StandardCharsets.UTF_8);
            },
            (name, bytes) -> {
                reads.incrementAndGet();
                return new String(bytes, StandardCharsets.UTF_8);
            });
    private final Bytes store = new Bytes();
    private final ValueMemory<String> memory = new ValueMemory<>("store", serde, store);

    /** What a store is: bytes in the order of their keys' bytes. */
    private static final class Bytes implements Memory<byte[]> {
        private final TreeMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
        private int writes;
        private int deletes;

        private static byte[] utf8(String key) {
            return key.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] get(String key) {
            return entries.get(utf8(key));
        }

        @Override
        public void put(String key, byte[] value) {
            writes++;
            entries.put(utf8(key), value);
        }

        @Override
        public void delete(String key) {
            deletes++;
            entries.remove(utf8(key));
        }

        @Override
        public List<Entry<byte[]>> startingWith(String prefix, int limit) {
            List<Entry<byte[]>> found = new ArrayList<>();
            for (Map.Entry<byte[], byte[]> entry : entries.entrySet()) {
                String key = new String(entry.getKey(), StandardCharsets.UTF_8);
                if (key.startsWith(prefix) && found.size() < limit) {
                    found.add(new Entry<>(key, entry.getValue()));
                }
            }
            return found;
        }
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 40);
    }

    /** Whatever is done to it in whatever order, it answers like the store would if it were written at once. */
    @ParameterizedTest
    @MethodSource("seeds")
    void itAnswersLikeAStoreThatIsWrittenAtOnce(long seed) {
        Random random = new Random(seed);
        Bytes model = new Bytes();
        for (int step = 0; step < 6_000; step++) {
            String key = key(random);
            int doing = random.nextInt(20);
            if (doing < 8) {
                String value = "v".repeat(random.nextInt(300)) + step;
                memory.put(key, value);
                model.put(key, Bytes.utf8(value));
            } else if (doing < 11) {
                memory.delete(key);
                model.delete(key);
            } else if (doing < 17) {
                byte[] known = model.get(key);
                assertThat(memory.get(key)).isEqualTo(known == null ? null : new String(known, StandardCharsets.UTF_8));
            } else if (doing < 19) {
                String prefix = key.substring(0, Math.min(key.length(), 1 + random.nextInt(2)));
                int limit = random.nextBoolean() ? Integer.MAX_VALUE : 1 + random.nextInt(40);
                assertThat(memory.startingWith(prefix, limit)).isEqualTo(texts(model.startingWith(prefix, limit)));
            } else {
                memory.settle();
                if (random.nextBoolean()) {
                    memory.flush();
                }
            }
        }
        memory.settle();
        memory.flush();
        assertThat(texts(store.startingWith(""))).isEqualTo(texts(model.startingWith("")));
    }

    private static String key(Random random) {
        String lineage = List.of("a", "b", "\uffee", "\ud83d\ude00").get(random.nextInt(4));
        return lineage + "/" + random.nextInt(random.nextBoolean() ? 8 : 1_000);
    }

    private static List<Memory.Entry<String>> texts(List<Memory.Entry<byte[]>> entries) {
        return entries.stream()
                .map(entry -> new Memory.Entry<>(entry.key(), new String(entry.value(), StandardCharsets.UTF_8)))
                .toList();
    }

    @Test
    void whatIsPutOftenIsWrittenOnceAndReadBackNever() {
        for (int i = 0; i < 100; i++) {
            memory.put("a/1", "value " + i);
            assertThat(memory.get("a/1")).isEqualTo("value " + i);
        }
        memory.settle();
        memory.put("a/1", "value 99");
        memory.settle();
        assertThat(store.writes).isZero();
        memory.flush();
        memory.flush();
        assertThat(store.writes).isEqualTo(1);
        int before = reads.get();
        assertThat(memory.get("a/1")).isEqualTo("value 99");
        assertThat(reads.get()).isEqualTo(before);
    }

    @Test
    void whatCameAndWentBetweenTwoCommitsIsNeverWritten() {
        assertThat(memory.get("a/1")).isNull();
        memory.put("a/1", "a step");
        memory.settle();
        memory.delete("a/1");
        memory.settle();
        memory.flush();
        assertThat(store.writes).isZero();
        assertThat(store.deletes).isZero();

        store.put("a/2", Bytes.utf8("of an earlier commit"));
        memory.put("a/2", "changed");
        memory.settle();
        memory.delete("a/2");
        memory.settle();
        memory.flush();
        assertThat(store.get("a/2")).isNull();
    }

    @Test
    void aLibraryIsReadOnceHoweverOftenItIsLookedThrough() {
        for (int i = 0; i < 10; i++) {
            store.put("a/" + i, Bytes.utf8("entry " + i));
        }
        assertThat(memory.startingWith("a/")).hasSize(10);
        int before = reads.get();
        memory.put("a/3", "changed");
        memory.delete("a/4");
        assertThat(memory.startingWith("a/"))
                .hasSize(9)
                .contains(new Memory.Entry<>("a/3", "changed"))
                .extracting(Memory.Entry::key)
                .doesNotContain("a/4");
        assertThat(reads.get()).isEqualTo(before);
    }

    @Test
    void whatIsNotUsedIsForgottenAndReadAgain() {
        String large = "x".repeat(1_000);
        for (int i = 0; i < 2_000; i++) {
            memory.put("a/" + i, large + i);
        }
        memory.settle();
        memory.flush();
        int before = reads.get();
        assertThat(memory.get("a/1999")).isEqualTo(large + 1_999);
        assertThat(reads.get()).isEqualTo(before);
        assertThat(memory.get("a/0")).isEqualTo(large + 0);
        assertThat(reads.get()).isEqualTo(before + 1);
    }

    @Test
    void whatCannotBeWrittenIsAsItWasAndTheRestIsWritten() {
        memory.put("a/1", "before");
        memory.startingWith("a/");
        memory.put("a/1", TOO_LARGE);
        memory.put("a/2", "beside it");
        assertThatThrownBy(memory::settle).isInstanceOf(RecordTooLargeException.class);
        memory.settle();
        assertThat(memory.get("a/1")).isEqualTo("before");
        assertThat(memory.startingWith("a/")).extracting(Memory.Entry::value).containsExactly("before", "beside it");
    }
}
