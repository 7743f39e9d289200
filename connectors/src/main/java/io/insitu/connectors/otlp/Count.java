package io.insitu.connectors.otlp;

/** Counts what a request holds while it is read: a few bytes may ask for a hundred times their size in memory. */
final class Count {
    private final int most;
    private final String what;
    private int seen;

    /**
     * @param what in the plural, for the client
     */
    Count(int most, String what) {
        this.most = most;
        this.what = what;
    }

    static Count records(PartLimits limits) {
        return new Count(limits.records(), "spans, events of spans and log records");
    }

    void one() throws TooLarge {
        if (++seen > most) {
            throw new TooLarge("holds more than " + most + " " + what);
        }
    }
}
