package io.insitu.ops.outcomes;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * How well an audit does against rewards found again by replaying. Found, missed and blamed are about attempts recorded as
 * a success; agreement is about all, and compares the corrected reward.
 */
final class Agreement {
    private static final String ALL = "";

    private final VerifiedRewards verified;
    private final Map<String, long[]> byFile = new TreeMap<>();

    Agreement(VerifiedRewards verified) {
        this.verified = verified;
        byFile.put(ALL, new long[5]);
    }

    void add(Audited one) {
        Double replayed = verified.of(one);
        if (replayed == null) {
            return;
        }
        boolean right = replayed > 0;
        boolean wrong = one.recorded() > 0 && !right;
        count(ALL, wrong, one, right);
        count(one.file(), wrong, one, right);
    }

    private void count(String file, boolean wrong, Audited one, boolean right) {
        long[] counts = byFile.computeIfAbsent(file, name -> new long[5]);
        counts[0]++;
        counts[1] += wrong && one.suspect() ? 1 : 0;
        counts[2] += wrong && !one.suspect() ? 1 : 0;
        counts[3] += !wrong && one.suspect() ? 1 : 0;
        counts[4] += one.corrected() > 0 == right ? 1 : 0;
    }

    long compared() {
        return counts(ALL)[0];
    }

    private long[] counts(String file) {
        return byFile.getOrDefault(file, new long[5]);
    }

    /** Share of the suspects whose recorded success is wrong; 1 where there are none. */
    double precision() {
        return share(counts(ALL)[1], counts(ALL)[3]);
    }

    /** Share of the wrong successes that are suspect; 1 where there are none. */
    double recall() {
        return share(counts(ALL)[1], counts(ALL)[2]);
    }

    /** Share of the attempts whose corrected reward is the one found again. */
    double agreement() {
        return agreement(counts(ALL));
    }

    private static double agreement(long[] counts) {
        return share(counts[4], counts[0] - counts[4]);
    }

    private static double share(long yes, long no) {
        return yes + no == 0 ? 1 : (double) yes / (yes + no);
    }

    ObjectNode toJson() {
        ObjectNode json = row(counts(ALL));
        ArrayNode files = json.putArray("files");
        byFile.forEach((file, counts) -> {
            if (!file.equals(ALL)) {
                files.add(
                        JsonNodeFactory.instance.objectNode().put("file", file).setAll(row(counts)));
            }
        });
        return json;
    }

    private static ObjectNode row(long[] counts) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("compared", counts[0])
                .put("found", counts[1])
                .put("missed", counts[2])
                .put("blamed", counts[3])
                .put("precision", share(counts[1], counts[3]))
                .put("recall", share(counts[1], counts[2]))
                .put("agreement", agreement(counts));
    }

    String summary() {
        return String.format(
                Locale.ROOT,
                "%d compared: precision %.4f, recall %.4f, agreement %.4f",
                compared(),
                precision(),
                recall(),
                agreement());
    }
}
