package io.insitu.ops.kill;

import io.insitu.ops.log.LogReader;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The dead letters of a log, by what they are about. */
final class Letters {
    private final Map<String, Integer> byPlace = new HashMap<>();
    private final List<String> texts = new ArrayList<>();
    private final Map<String, Integer> kinds = new TreeMap<>();

    Letters(LogReader log) {
        log.each(Topics.DEAD_LETTERS, "", line -> add(line.value()));
    }

    private void add(DeadLetter letter) {
        byPlace.merge(
                place(letter.getOriginTopic(), letter.getOriginPartition(), letter.getOriginOffset()), 1, Integer::sum);
        String value = letter.getValue() == null
                ? ""
                : StandardCharsets.ISO_8859_1
                        .decode(letter.getValue().duplicate())
                        .toString();
        texts.add(letter.getOriginTopic() + "\n" + letter.getDetail() + "\n" + value);
        kinds.merge(letter.getOriginTopic() + " " + letter.getReason(), 1, Integer::sum);
    }

    private static String place(String topic, int partition, long offset) {
        return topic + "-" + partition + "@" + offset;
    }

    int at(String topic, int partition, long offset) {
        return byPlace.getOrDefault(place(topic, partition, offset), 0);
    }

    /** How many have this in their origin, their reason in words, or the bytes they hold. */
    int with(String mark) {
        return (int) texts.stream().filter(text -> text.contains(mark)).count();
    }

    @Override
    public String toString() {
        return kinds.toString();
    }
}
