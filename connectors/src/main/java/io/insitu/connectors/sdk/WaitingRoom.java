package io.insitu.connectors.sdk;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The bounded queue between those who emit and the one who sends. Whoever has a reserved seat is let in when the room
 * is full; seats are given only to the single record that closes a trajectory, so they are bounded too.
 */
final class WaitingRoom {
    private final int maxRecords;
    private final long maxChars;
    private final Deque<Outgoing<?>> queue = new ArrayDeque<>();
    private long chars;
    private int unsettled; // queued, being sent, or sent and not yet acknowledged
    private boolean closed;

    WaitingRoom(int maxRecords, long maxChars) {
        this.maxRecords = maxRecords;
        this.maxChars = maxChars;
    }

    /** What became of an attempt to enter. */
    enum Entry {
        IN,
        FULL,
        CLOSED
    }

    synchronized Entry enter(Outgoing<?> record, boolean reserved) {
        if (closed) {
            return Entry.CLOSED;
        }
        // A lone oversized record may pass an empty room: whether it is too large is decided elsewhere.
        boolean tooMany = queue.size() >= maxRecords || (!queue.isEmpty() && chars + record.chars() > maxChars);
        if (tooMany && !reserved) {
            return Entry.FULL;
        }
        queue.addLast(record);
        chars += record.chars();
        unsettled++;
        notifyAll();
        return Entry.IN;
    }

    /**
     * All of them or none. An empty room takes any number, so that whoever is turned away can come again: how many come
     * together is limited where they come from.
     */
    synchronized Entry enterTogether(List<? extends Outgoing<?>> records) {
        if (closed) {
            return Entry.CLOSED;
        }
        long more = records.stream().mapToLong(Outgoing::chars).sum();
        if (!queue.isEmpty() && (queue.size() + records.size() > maxRecords || chars + more > maxChars)) {
            return Entry.FULL;
        }
        records.forEach(record -> enter(record, true));
        return Entry.IN;
    }

    synchronized Entry enterWithin(Outgoing<?> record, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        Entry entry = enter(record, false);
        while (entry == Entry.FULL && waitUntil(deadline)) {
            entry = enter(record, false);
        }
        return entry;
    }

    /** The next record; waits for one. Null: closed and empty. */
    synchronized @Nullable Outgoing<?> next() throws InterruptedException {
        while (queue.isEmpty()) {
            if (closed) {
                return null;
            }
            wait();
        }
        Outgoing<?> record = queue.removeFirst();
        chars -= record.chars();
        notifyAll();
        return record;
    }

    /** One record that entered has found its end. */
    synchronized void settle() {
        unsettled--;
        notifyAll();
    }

    synchronized boolean awaitSettled(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (unsettled > 0) {
            if (!waitUntil(deadline)) {
                return false;
            }
        }
        return true;
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized List<Outgoing<?>> empty() {
        List<Outgoing<?>> left = new ArrayList<>(queue);
        queue.clear();
        chars = 0;
        return left;
    }

    synchronized int depth() {
        return queue.size();
    }

    /** Waits a while, with the lock given up meanwhile; false when the deadline has passed. */
    private synchronized boolean waitUntil(long deadlineNanos) throws InterruptedException {
        long left = deadlineNanos - System.nanoTime();
        if (left <= 0) {
            return false;
        }
        TimeUnit.NANOSECONDS.timedWait(this, left);
        return true;
    }
}
