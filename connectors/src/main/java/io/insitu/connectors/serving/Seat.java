package io.insitu.connectors.serving;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One request being answered: how far it has read, what it has said. Belongs to the thread that draws. */
final class Seat {
    private final Ask ask;
    private final Answer answer;
    private final AdapterSlot slot;
    private final NextToken next;
    private final int context;
    private final long start = System.nanoTime();
    private final List<Integer> tokens = new ArrayList<>();
    private final List<Float> logProbs = new ArrayList<>();
    private int cached;
    private Generated.@Nullable Finish finish;
    private @Nullable Throwable failure;

    Seat(Ask ask, Answer answer, AdapterSlot slot, int context) {
        this.ask = ask;
        this.answer = answer;
        this.slot = slot;
        this.next = new NextToken(ask.sampling());
        this.context = context;
    }

    Answer answer() {
        return answer;
    }

    AdapterSlot slot() {
        return slot;
    }

    /** Positions in the cache. */
    int cached() {
        return cached;
    }

    /** Positions this request may come to need. */
    int positions() {
        return positions(ask, context);
    }

    static int positions(Ask ask, int context) {
        return (int)
                Math.min(context, (long) ask.prompt().length + ask.sampling().maxTokens());
    }

    /** The next tokens of the prompt. */
    int[] unread(int most) {
        int[] prompt = ask.prompt();
        int length = Math.min(most, prompt.length - cached);
        int[] piece = new int[length];
        System.arraycopy(prompt, cached, piece, 0, length);
        return piece;
    }

    void read(int count) {
        cached += count;
    }

    boolean promptRead() {
        return cached >= ask.prompt().length;
    }

    int lastToken() {
        return tokens.get(tokens.size() - 1);
    }

    /** Draws the next token; answers whether the request has ended by it, and be it in failure. */
    boolean draw(FloatBuffer logits, int row, int vocabulary) {
        try {
            say(next.draw(logits, row, vocabulary));
        } catch (RuntimeException e) { // this request's trouble, not its neighbours'
            end(new ServingException("adapter \"" + slot.id() + "\": " + e.getMessage(), e));
        }
        return ended();
    }

    private void say(NextToken.Drawn drawn) {
        tokens.add(drawn.token());
        logProbs.add(drawn.logProb());
        List<Ask.Token> alternatives = ask.alternatives() == 0
                ? List.of()
                : next.alternatives(ask.alternatives()).stream()
                        .map(one -> new Ask.Token(one.token(), one.logProb()))
                        .toList();
        ask.listener().said(new Ask.Token(drawn.token(), drawn.logProb()), alternatives);
        finish = finish(drawn.token());
    }

    private Generated.@Nullable Finish finish(int token) {
        if (ask.sampling().stopTokens().contains(token)) {
            return Generated.Finish.STOP_TOKEN;
        } else if (tokens.size() == ask.sampling().maxTokens()) {
            return Generated.Finish.MAX_TOKENS;
        } else if (ask.prompt().length + tokens.size() == context) {
            return Generated.Finish.CONTEXT_FULL;
        }
        return null;
    }

    void end(Generated.Finish reason) {
        finish = reason;
    }

    void end(Throwable reason) {
        failure = reason;
    }

    private boolean ended() {
        return finish != null || failure != null;
    }

    /** Tells who waits how it ended. */
    void tell() {
        if (failure != null) {
            answer.fail(failure);
        } else if (finish != null) {
            double latencyMs = (System.nanoTime() - start) / 1e6;
            answer.complete(new Generated(tokens, logProbs, slot.id(), latencyMs, finish));
        } else {
            throw new IllegalStateException("the request has not ended");
        }
    }
}
