package io.insitu.connectors.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Text of tokens that come one by one. A character may take several tokens and a word its blank from the one before, so
 * a token's text is what it adds to that of its predecessors; a broken character is held back until it is whole. Where a
 * stop sequence begins the text ends.
 */
public final class TextStream {
    private static final char BROKEN = '\ufffd';

    private final ModelText text;
    private final List<String> stops;
    private final List<Integer> tokens = new ArrayList<>();
    private final StringBuilder held = new StringBuilder();
    private int before;
    private int told;
    private boolean stopped;

    public TextStream(ModelText text, List<String> stops) {
        this.text = text;
        this.stops = List.copyOf(stops);
    }

    /** What can be told for sure after this token. */
    public String add(int token) {
        if (stopped) {
            return "";
        }
        tokens.add(token);
        String all = text.decode(tokens.subList(before, tokens.size()));
        if (!all.isEmpty() && all.charAt(all.length() - 1) == BROKEN) {
            return "";
        }
        held.append(grown(all));
        before = told;
        told = tokens.size();
        return release(false);
    }

    /** What was held back, now that nothing follows. */
    public String end() {
        if (stopped) {
            return "";
        }
        held.append(grown(text.decode(tokens.subList(before, tokens.size()))));
        before = told = tokens.size();
        return release(true);
    }

    /** True once a stop sequence has come. */
    public boolean stopped() {
        return stopped;
    }

    private String grown(String all) {
        String known = text.decode(tokens.subList(before, told));
        return all.length() <= known.length() ? "" : all.substring(known.length());
    }

    private String release(boolean end) {
        int sure = held.length();
        for (String stop : stops) {
            int at = held.indexOf(stop);
            if (at >= 0) {
                stopped = true;
                sure = Math.min(sure, at);
            }
        }
        if (!stopped && !end) {
            sure -= possibleBeginning();
        }
        String released = held.substring(0, sure);
        held.delete(0, sure);
        return released;
    }

    /** How much of the end may be the beginning of a stop sequence. */
    private int possibleBeginning() {
        int longest = 0;
        for (String stop : stops) {
            for (int length = Math.min(stop.length() - 1, held.length()); length > longest; length--) {
                if (stop.startsWith(held.substring(held.length() - length))) {
                    longest = length;
                }
            }
        }
        return longest;
    }
}
