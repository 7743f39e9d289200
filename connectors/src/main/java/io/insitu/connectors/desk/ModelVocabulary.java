package io.insitu.connectors.desk;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The tokens of the demo model: a few that give text its structure, and pools of symbols without meaning. A world's words are
 * mapped onto the pools, so weights can never hold a world's rules unless they were learnt in that world.
 */
public final class ModelVocabulary {
    public static final int PAD = 0;
    public static final int BOS = 1;
    public static final int WHEN = 2;
    public static final int DO = 3;
    public static final int USE = 4;
    public static final int IS = 5;
    public static final int TASK = 6;
    public static final int OPTIONS = 7;
    public static final int ACT = 8;
    public static final int END = 9;
    public static final int RESULT = 10;
    public static final int OK = 11;
    public static final int BUSY = 12;
    public static final int UNKNOWN = 13;
    public static final int REFUSED = 14;
    public static final int DONE = 15;
    public static final int LOOKUP = 16;
    public static final int VERIFY = 17;

    private static final List<String> STRUCTURE = List.of(
            "<pad>",
            "<bos>",
            "<when>",
            "<do>",
            "<use>",
            "<is>",
            "<task>",
            "<options>",
            "<act>",
            "<end>",
            "<res>",
            "ok",
            "busy",
            "unknown",
            "refused",
            "<done>",
            "lookup",
            "verify");

    private static final int POOLS_START = STRUCTURE.size();

    /** A run of interchangeable symbols: the i-th word of a kind is the i-th symbol of its pool. */
    public enum Pool {
        INTENT(10),
        TIER(6),
        CATEGORY(10),
        OBJECT(16),
        RESOLUTION(16),
        MACRO(4),
        /** Desks the base model knows by heart; a real desk is none of them and begins with {@link #BOS}. */
        DESK(3);

        private final int size;

        Pool(int size) {
            this.size = size;
        }

        /** How many words of this kind a world may have. */
        public int size() {
            return size;
        }

        /** The token of the i-th word of this kind. */
        public int token(int index) {
            if (index < 0 || index >= size) {
                throw new IllegalArgumentException("symbol " + index + " is outside pool " + this + " of " + size);
            }
            return start() + index;
        }

        /** Whether a token is of this pool. */
        public boolean holds(int token) {
            return token >= start() && token < start() + size;
        }

        /** The inverse of {@link #token}. */
        public int index(int token) {
            return token - start();
        }

        private int start() {
            int start = POOLS_START;
            for (Pool before : values()) {
                if (before == this) {
                    return start;
                }
                start += before.size;
            }
            throw new IllegalStateException("pool " + this + " is not among the pools");
        }
    }

    private static final List<String> NAMES = names();

    private ModelVocabulary() {}

    /** How many tokens there are. */
    public static int size() {
        return NAMES.size();
    }

    /** Every token's name, by id; this is the model folder's vocab.json. */
    public static List<String> words() {
        return NAMES;
    }

    /** One token's name. */
    public static String word(int token) {
        return NAMES.get(token);
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>(STRUCTURE);
        for (Pool pool : Pool.values()) {
            String prefix = pool.name().toLowerCase(java.util.Locale.ROOT);
            IntStream.range(0, pool.size).forEach(i -> names.add(prefix + "_" + i));
        }
        return List.copyOf(names);
    }
}
