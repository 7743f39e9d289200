package io.insitu.ops.report;

import java.util.List;

/**
 * How steeply a measure grows with another: the straight line that fits best, with its 95 % interval.
 *
 * @param halfWidth NaN for two points, through which every line is exact
 */
public record Slope(double perUnit, double halfWidth) {
    /** One point: each list holds at least two, and not all units are equal. */
    public record Point(double unit, double value) {}

    /** By least squares. */
    public static Slope of(List<Point> points) {
        int n = points.size();
        double unit = points.stream().mapToDouble(Point::unit).average().orElseThrow();
        double value = points.stream().mapToDouble(Point::value).average().orElseThrow();
        double squares = 0;
        double products = 0;
        for (Point point : points) {
            squares += (point.unit() - unit) * (point.unit() - unit);
            products += (point.unit() - unit) * (point.value() - value);
        }
        if (n < 2 || squares == 0) {
            throw new IllegalArgumentException("a slope needs at least two points of different units");
        }
        double slope = products / squares;
        double rest = 0;
        for (Point point : points) {
            double off = point.value() - value - slope * (point.unit() - unit);
            rest += off * off;
        }
        double halfWidth = n == 2 ? Double.NaN : Interval.quantile(n - 2) * Math.sqrt(rest / (n - 2) / squares);
        return new Slope(slope, halfWidth);
    }
}
