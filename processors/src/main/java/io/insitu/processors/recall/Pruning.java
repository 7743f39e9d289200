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

    /** Why an entry with this utility is to be retired; empty: it stays. */
    public Optional<String> verdict(Utility utility) {
        if (utility.getUses() < config.minUses()) {
            return Optional.empty();
        }
        if (utility.getQ() < config.minUtility()) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "utility fell to %.2f after %d uses, %d of them successful",
                    utility.getQ(),
                    utility.getUses(),
                    utility.getWins()));
        }
        double lift = UtilityBook.lift(utility);
        if (utility.getWithheldUses() >= config.minWithheld() && lift < -config.maxHarm()) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "attempts without it do better by %.2f (%d uses, %d withheld)",
                    -lift,
                    utility.getUses(),
                    utility.getWithheldUses()));
        }
        return Optional.empty();
    }
}
