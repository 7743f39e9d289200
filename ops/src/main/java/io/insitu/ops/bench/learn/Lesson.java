package io.insitu.ops.bench.learn;

import io.insitu.ops.train.Method;
import io.insitu.trainer.loss.Advantages;
import io.insitu.trainer.loss.Dpo;
import io.insitu.trainer.loss.Grpo;
import io.insitu.trainer.loss.Loss;
import io.insitu.trainer.loss.MaskedSft;
import io.insitu.trainer.loss.Nft;
import io.insitu.trainer.run.Attempt;
import io.insitu.trainer.run.Recipe;
import io.insitu.trainer.step.Example;
import java.util.ArrayList;
import java.util.List;

/**
 * What each method makes of groups of attempts: successes to imitate, pairs to compare, or all of them to judge.
 *
 * @param rate learning rate, the same in every round
 * @param epochs passes over a round's attempts
 * @param guarded with a pull to the base and an entropy guard, where the method has them
 */
record Lesson(Method method, double rate, int epochs, boolean guarded) {
    private static final int PER_STEP = 16;
    private static final double KL = 0.02;
    private static final double GUARD = 0.01;
    private static final double BETA = 0.1;

    Loss loss() {
        return switch (method) {
            case SFT -> new MaskedSft();
            case DPO -> new Dpo(BETA);
            case GRPO -> new Grpo(0.2, 0.28, guarded ? KL : 0, 3);
            case NFT -> new Nft();
        };
    }

    /** References are always asked for, so that every method reports how far it went from the base. */
    Recipe recipe(long seed) {
        boolean sampled = method == Method.GRPO || method == Method.NFT;
        double guard = guarded && method == Method.GRPO ? GUARD : 0;
        int perStep = method == Method.DPO ? PER_STEP / 2 : PER_STEP;
        return new Recipe(loss(), epochs, perStep, rate, 0, 0, 1, seed, false, true, sampled, guard, 0, 1, 1_000_000);
    }

    List<Attempt> of(List<List<Tried>> groups) {
        List<Attempt> attempts = new ArrayList<>();
        for (List<Tried> group : groups) {
            List<Tried> good = group.stream().filter(Tried::success).toList();
            List<Tried> bad = group.stream().filter(t -> !t.success()).toList();
            switch (method) {
                case SFT -> good.forEach(t -> attempts.add(Attempt.of(t.imitated())));
                case DPO -> {
                    for (int i = 0; i < Math.min(good.size(), bad.size()); i++) {
                        attempts.add(
                                Attempt.of(good.get(i).imitated(), bad.get(i).imitated()));
                    }
                }
                case GRPO, NFT -> {
                    if (!good.isEmpty() && !bad.isEmpty()) {
                        judge(group, attempts);
                    }
                }
            }
        }
        return attempts;
    }

    private static void judge(List<Tried> group, List<Attempt> attempts) {
        double[] rewards = group.stream().mapToDouble(Tried::reward).toArray();
        double[] advantages = Advantages.of(rewards);
        double rate = Advantages.mean(rewards);
        for (int i = 0; i < rewards.length; i++) {
            Tried tried = group.get(i);
            Example example = Example.judged(tried.tokens(), tried.weights(), tried.logProbs(), tried.success(), rate)
                    .withAdvantage(advantages[i]);
            attempts.add(new Attempt(List.of(example), rewards[i], rate));
        }
    }
}
