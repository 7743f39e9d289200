package io.insitu.ops.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.Locale;

/**
 * A measured value with its 95 % interval by resampling.
 *
 * @param value NaN: the sample does not say
 * @param units how many independent units were resampled
 * @param undefined share of the resamples that did not say (all of them successes, for example) and were left out
 */
public record Estimate(double value, double low, double high, int units, double undefined) {
    /** Ends of intervals are sums of shares: one that is nothing but rounding touches the level. */
    private static final double ROUNDING = 1e-9;

    /** Whether the interval lies wholly above a level: 0 for a difference, 0.5 for an AUC. */
    public boolean above(double level) {
        return low > level + ROUNDING;
    }

    /** Whether the interval lies wholly below a level. */
    public boolean below(double level) {
        return high < level - ROUNDING;
    }

    /** Null where the sample does not say. */
    public JsonNode json() {
        if (Double.isNaN(value)) {
            return NullNode.getInstance();
        }
        return JsonNodeFactory.instance
                .objectNode()
                .put("value", value)
                .put("low", low)
                .put("high", high)
                .put("units", units)
                .put("undefined", undefined);
    }

    /** For people. */
    public String text() {
        return Double.isNaN(value)
                ? "not measurable"
                : String.format(Locale.ROOT, "%.3f (%.3f to %.3f)", value, low, high);
    }
}
