package io.insitu.connectors.desk;

import io.insitu.connectors.desk.ModelVocabulary.Pool;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

/** Plays a made-up ticket the way a base model should: follows what applies, uses offered macros, and otherwise guesses. */
final class Oracle {
    private static final double BUSY = 0.08;
    private static final double RENAMED = 0.04;
    private static final double USES_MACRO = 0.9;
    private static final int MOST_CALLS = 8;

    private final Situation situation;
    private final Random random;
    private final Tokens tokens;
    private final boolean[] targets = new boolean[256];
    private int calls;

    Oracle(Situation situation, Random random) {
        this.situation = situation;
        this.random = random;
        this.tokens = situation.prompt();
    }

    BaseCurriculum.Example play() {
        boolean finished = false;
        int rejected = -1;
        boolean looked = false;
        if (!situation.macros().isEmpty() && random.nextDouble() < USES_MACRO) {
            if (calls(new int[] {Pool.MACRO.token(0)})) {
                finished = true;
            } else {
                looked = true; // the lookup inside it worked; its resolution is no longer there
                rejected = situation.macros().get(0).resolution();
            }
        }
        if (!finished) {
            byHand(looked, rejected);
        }
        say(ModelVocabulary.DONE);
        return new BaseCurriculum.Example(tokens.toArray(), Arrays.copyOf(targets, tokens.size()));
    }

    private void byHand(boolean looked, int rejected) {
        if (!looked) {
            repeat(ModelVocabulary.LOOKUP, situation.object());
        }
        boolean free = !looked && situation.desk().isEmpty();
        boolean verify = situation.advisedToVerify() || (free && random.nextBoolean());
        if (verify) {
            repeat(ModelVocabulary.VERIFY);
        }
        int missing = rejected;
        while (calls < MOST_CALLS) {
            int choice = choice(missing);
            if (calls(new int[] {choice})) {
                return;
            }
            missing = choice;
        }
    }

    private int choice(int missing) {
        Optional<Integer> advised = situation.advisedResolution();
        if (advised.isPresent() && advised.get() != missing) {
            return advised.get();
        }
        int[] left = situation.options().stream()
                .mapToInt(option -> option)
                .filter(option -> option != missing)
                .toArray();
        return left[random.nextInt(left.length)];
    }

    /** Makes a call until it is not busy; false: there is no such tool. */
    private boolean calls(int[] call) {
        boolean renamed = random.nextDouble() < RENAMED;
        while (true) {
            calls++;
            say(call);
            if (calls < MOST_CALLS && random.nextDouble() < BUSY) {
                hear(ModelVocabulary.BUSY);
            } else if (renamed && calls < MOST_CALLS) {
                hear(random.nextBoolean() ? ModelVocabulary.UNKNOWN : ModelVocabulary.REFUSED);
                return false;
            } else {
                hear(ModelVocabulary.OK);
                return true;
            }
        }
    }

    /** Lookup and verify are never renamed. */
    private void repeat(int... call) {
        while (true) {
            calls++;
            say(call);
            if (calls < MOST_CALLS && random.nextDouble() < BUSY) {
                hear(ModelVocabulary.BUSY);
            } else {
                hear(ModelVocabulary.OK);
                return;
            }
        }
    }

    private void say(int... answer) {
        int from = tokens.size();
        tokens.add(answer).add(ModelVocabulary.END);
        Arrays.fill(targets, from, tokens.size(), true);
    }

    private void hear(int result) {
        tokens.add(ModelVocabulary.RESULT, result, ModelVocabulary.ACT);
    }
}
