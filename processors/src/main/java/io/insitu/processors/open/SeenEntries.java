package io.insitu.processors.open;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.insitu.processors.Keys;
import io.insitu.processors.Limit;
import io.insitu.processors.Memory;

/**
 * Which journal entries passed lately: the newest ones, for a time and up to a number.
 *
 * <pre>
 *  id, entry id ─► when it passed                      asked for every entry
 *  nth, number  ─► which it was, from first to next    the oldest is found without looking for it
 *  now          ─► log time, first, next
 * </pre>
 *
 * <p>Each entry that comes lets up to two go that are due, so that forgetting keeps up with whatever comes in and no record
 * pays for many others.
 */
public final class SeenEntries {
    private static final String NOW = "now";
    private static final String ID = "id";
    private static final String NTH = "nth";
    /** Key: {@code at}, time and entry id; how the order was kept before entries were numbered. */
    private static final String OLD_ORDER = "at";

    private static final int FORGOTTEN_PER_ENTRY = 2;
    private static final int FORGOTTEN_PER_TICK = 1_000;

    private final long rememberMs;
    private final Limit limit;
    private final Memory<Seen> seen;

    /**
     * An entry that passed; in the order of entries also which; under {@code now} what is known of all.
     *
     * @param atMs log time when it did; 0: before any tick
     * @param beganMs log time of the first tick: what passed before counts from there
     * @param first number of the oldest one that is remembered
     * @param next number of the one that comes next
     * @param full the limit was reached, and said
     */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) // most say only when
    public record Seen(long atMs, String entryId, long beganMs, long first, long next, boolean full) {
        static final Seen NOTHING = new Seen(0, "", 0, 0, 0, false);

        public Seen {
            entryId = entryId == null ? "" : entryId; // null: it says only when
        }

        static Seen at(long ms, String entryId) {
            return new Seen(ms, entryId, 0, 0, 0, false);
        }

        long count() {
            return next - first;
        }

        Seen ticked(long ms) {
            return new Seen(ms, "", atMs == 0 ? ms : beganMs, first, next, full);
        }

        Seen oneMore() {
            return new Seen(atMs, "", beganMs, first, next + 1, full);
        }

        Seen oneLess() {
            return new Seen(atMs, "", beganMs, first + 1, next, full);
        }

        Seen full(boolean now) {
            return now == full ? this : new Seen(atMs, "", beganMs, first, next, now);
        }
    }

    /**
     * @param rememberMs how long, in log time
     * @param most how many at once
     */
    SeenEntries(long rememberMs, int most, Memory<Seen> seen) {
        this.rememberMs = rememberMs;
        this.limit = new Limit(most);
        this.seen = seen;
    }

    boolean contains(String entryId) {
        return seen.get(Keys.of(ID, entryId)) != null;
    }

    /** Remembers one more; true: from here on the oldest go before their time, which nobody was told yet. */
    boolean add(String entryId) {
        Seen now = now();
        seen.put(Keys.of(ID, entryId), Seen.at(now.atMs(), ""));
        seen.put(nth(now.next()), Seen.at(now.atMs(), entryId));
        Seen less = withoutOldest(now.oneMore(), FORGOTTEN_PER_ENTRY);
        seen.put(NOW, less);
        return less.full() && !now.full();
    }

    /** Time passes; false: it does not, since ticks that run backwards would let time be counted twice. */
    boolean advance(long tickMs) {
        Seen now = now();
        if (tickMs <= now.atMs()) {
            return false;
        }
        Seen later = now.ticked(tickMs);
        forgetOldOrder(later);
        // Who is told that the oldest go early is told by an entry: a tick says nothing.
        Seen less = withoutOldest(later, FORGOTTEN_PER_TICK);
        seen.put(NOW, less.full(less.full() && now.full()));
        return true;
    }

    private Seen withoutOldest(Seen now, int most) {
        Seen left = now;
        for (int i = 0; i < most && left.count() > 0; i++) {
            Seen oldest = seen.get(nth(left.first()));
            boolean early = left.count() > limit.most();
            if (oldest != null && !early && !over(oldest, left)) {
                break;
            }
            if (oldest != null) {
                early &= !over(oldest, left);
                seen.delete(Keys.of(ID, oldest.entryId()));
                seen.delete(nth(left.first()));
            }
            left = left.oneLess().full(left.full() || early);
        }
        return limit.farFrom(left.count()) ? left.full(false) : left;
    }

    private boolean over(Seen entry, Seen now) {
        return Math.max(entry.atMs(), now.beganMs()) < now.atMs() - rememberMs;
    }

    private void forgetOldOrder(Seen now) {
        for (Memory.Entry<Seen> entry : seen.startingWith(Keys.prefix(OLD_ORDER), FORGOTTEN_PER_TICK)) {
            if (!over(entry.value(), now)) {
                return;
            }
            seen.delete(entry.key());
            seen.delete(Keys.of(ID, Keys.last(entry.key())));
        }
    }

    private Seen now() {
        Seen now = seen.get(NOW);
        return now == null ? Seen.NOTHING : now;
    }

    private static String nth(long number) {
        return Keys.of(NTH, Keys.number(number));
    }
}
