package io.insitu.connectors.serving;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One dialogue with the model: the tokens so far live in its cache, and its adapter stays the one it began with. For
 * one thread at a time.
 */
public final class Conversation implements AutoCloseable {
    private static final int[] NOTHING = {};

    private final AgentRuntime runtime;
    private final AdapterSlot slot;
    private final Workspace workspace;
    private final int context;
    private final int vocabulary;
    private int cached;
    private int[] unfed = NOTHING; // the last token drawn: the model has said it but not read it
    private boolean ended;

    Conversation(AgentRuntime runtime, AdapterSlot slot, Workspace workspace, DecoderSession session) {
        this.runtime = runtime;
        this.slot = slot;
        this.workspace = workspace;
        workspace.use(slot.inputs());
        this.context = session.context();
        this.vocabulary = session.config().vocabSize();
    }

    /** Digest of the adapter of this conversation; empty: the base alone. */
    public String adapterId() {
        return slot.id();
    }

    /** Tokens so far, read and said. */
    public int length() {
        return cached + unfed.length;
    }

    /**
     * Reads the new tokens and answers.
     *
     * @throws ServingException when the tokens leave no room for an answer; the conversation stays usable
     */
    public Generated generate(int[] newTokens, SamplingOptions options) {
        long start = System.nanoTime();
        FloatBuffer logits = read(newTokens);
        NextToken next = new NextToken(options);
        List<Integer> tokens = new ArrayList<>();
        List<Float> logProbs = new ArrayList<>();
        while (true) {
            NextToken.Drawn drawn = drawn(next, logits);
            int token = drawn.token();
            tokens.add(token);
            logProbs.add(drawn.logProb());
            unfed = new int[] {token};
            Generated.Finish finish = null;
            if (options.stopTokens().contains(token)) {
                finish = Generated.Finish.STOP_TOKEN;
            } else if (tokens.size() == options.maxTokens()) {
                finish = Generated.Finish.MAX_TOKENS;
            } else if (length() == context) {
                finish = Generated.Finish.CONTEXT_FULL;
            }
            if (finish != null) {
                double latencyMs = (System.nanoTime() - start) / 1e6;
                return new Generated(tokens, logProbs, slot.id(), latencyMs, finish);
            }
            logits = feed(unfed);
        }
    }

    /** The model's logits after these tokens, as a copy; for probes and tests. */
    public float[] logitsAfter(int[] newTokens) {
        float[] copy = new float[vocabulary];
        read(newTokens).get(0, copy);
        return copy;
    }

    private FloatBuffer read(int[] newTokens) {
        if (ended) {
            throw new IllegalStateException("this conversation has ended; begin another");
        }
        int[] tokens = new int[unfed.length + newTokens.length];
        System.arraycopy(unfed, 0, tokens, 0, unfed.length);
        System.arraycopy(newTokens, 0, tokens, unfed.length, newTokens.length);
        if (tokens.length == 0) {
            throw new IllegalArgumentException("a conversation must begin with at least one token");
        }
        for (int token : newTokens) {
            if (token < 0 || token >= vocabulary) {
                throw new IllegalArgumentException("token " + token + " is outside the vocabulary of " + vocabulary);
            }
        }
        if (cached + tokens.length >= context) {
            throw new ServingException("conversation: " + cached + " tokens and " + tokens.length
                    + " new ones leave no room in a context of " + context + "; begin another");
        }
        return feed(tokens);
    }

    private FloatBuffer feed(int[] tokens) {
        FloatBuffer logits = workspace.feed(cached, tokens);
        cached += tokens.length;
        unfed = NOTHING;
        return logits;
    }

    private NextToken.Drawn drawn(NextToken next, FloatBuffer logits) {
        try {
            return next.draw(logits, 0, vocabulary);
        } catch (ServingException e) {
            runtime.session().useless();
            throw new ServingException("adapter " + slot.id() + ": " + e.getMessage(), e);
        }
    }

    /** Gives the memory back; the adapter is freed here if it was released meanwhile. */
    @Override
    public void close() {
        if (!ended) {
            ended = true;
            runtime.ended(slot, workspace);
        }
    }
}
