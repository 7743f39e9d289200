package io.insitu.processors.recall;

import io.insitu.schemas.event.Utility;
import java.util.Locale;
import java.util.Optional;

/** When an entry has served long enough. */
public final class Pruning {
    private final RecallConfig config;

    public Pruning(RecallConfig config) {
        this.config = config;
    }

    /**
     * Why an entry with this utility is to be retired; empty: it stays.
     *
     * @param excused its latest failures may not be its own: then running utility, which forgets what was before them, is not asked
     */
    public Optional<String> verdict(Utility utility, boolean excused) {
        if (!(excused && isGoodOnTheWhole(utility))
                && utility.getUses() >= config.minUses()
                && utility.getQ() < config.minUtility()) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "utility fell to %.2f after %d uses, %d of them successful",
                    utility.getQ(),
                    utility.getUses(),
                    utility.getWins()));
        }
        if (harms(utility)) {
            Lift lift = Lift.of(utility);
            return Optional.of(String.format(
                    Locale.ROOT,
                    "attempts without it do better by %.2f (95 %% between %.2f and %.2f; %d given, %d withheld)",
                    -lift.value(),
                    -lift.high(),
                    -lift.low(),
                    utility.getGiven(),
                    utility.getWithheldUses()));
        }
        if (utility.getUses() == 0 && utility.getGiven() >= config.maxIgnored()) {
            return Optional.of("given " + utility.getGiven() + " times and never followed");
        }
        return Optional.empty();
    }

    private boolean isGoodOnTheWhole(Utility utility) {
        return utility.getWins() >= config.minUtility() * utility.getUses();
    }

    /** Plainly, on few draws; or whatever the size of the harm, once the interval leaves no doubt that it is one. */
    private boolean harms(Utility utility) {
        if (utility.getGiven() < config.minUses() || utility.getWithheldUses() < config.minWithheld()) {
            return false;
        }
        Lift lift = Lift.of(utility);
        return lift.value() < -config.maxHarm() || lift.high() < 0;
    }
}
