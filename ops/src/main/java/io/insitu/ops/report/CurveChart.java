package io.insitu.ops.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Learning curves as SVG, written by hand: a picture that needs neither fonts nor a display on the machine. */
final class CurveChart {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 340;
    private static final int LEFT = 48;
    private static final int RIGHT = 110;
    private static final int TOP = 16;
    private static final int BOTTOM = 36;
    private static final List<String> COLOURS = List.of("#888888", "#1b9e77", "#d95f02", "#7570b3", "#e7298a");

    private CurveChart() {}

    /**
     * @param driftShare where in the run the world changed
     * @param curves success by window of each arm; -1 leaves a gap
     */
    static String svg(int episodes, double driftShare, Map<String, List<Double>> curves) {
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
                        + " font-family=\"sans-serif\" font-size=\"12\">%n",
                WIDTH,
                HEIGHT));
        for (int percent = 0; percent <= 100; percent += 25) {
            double y = y(percent / 100.0);
            line(svg, LEFT, y, WIDTH - RIGHT, y, "#e5e5e5", "");
            text(svg, LEFT - 6, y + 4, "end", "#555", percent + " %");
        }
        for (int step = 0; step <= 5; step++) {
            text(svg, x(step / 5.0), HEIGHT - BOTTOM + 18, "middle", "#555", String.valueOf(episodes * step / 5));
        }
        text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 4, "middle", "#555", "attempts");
        line(svg, x(driftShare), TOP, x(driftShare), HEIGHT - BOTTOM, "#bb4444", " stroke-dasharray=\"4 4\"");
        text(svg, x(driftShare) + 4, TOP + 10, "start", "#bb4444", "the world changes");
        int number = 0;
        for (Map.Entry<String, List<Double>> curve : curves.entrySet()) {
            String colour = COLOURS.get(number % COLOURS.size());
            polyline(svg, curve.getValue(), colour);
            text(svg, WIDTH - RIGHT + 12, TOP + 14 + 20.0 * number++, "start", colour, curve.getKey());
        }
        return svg.append("</svg>\n").toString();
    }

    private static void polyline(StringBuilder svg, List<Double> values, String colour) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) >= 0) {
                points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x((i + 0.5) / values.size()), y(values.get(i))));
            }
        }
        svg.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"")
                .append(colour)
                .append("\" points=\"")
                .append(points.toString().strip())
                .append("\"/>\n");
    }

    private static void line(
            StringBuilder svg, double x1, double y1, double x2, double y2, String colour, String more) {
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"%s/>%n",
                x1,
                y1,
                x2,
                y2,
                colour,
                more));
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String colour, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>%n",
                x,
                y,
                anchor,
                colour,
                ReportPage.escape(text)));
    }

    private static double x(double share) {
        return LEFT + share * (WIDTH - LEFT - RIGHT);
    }

    private static double y(double success) {
        return HEIGHT - BOTTOM - success * (HEIGHT - TOP - BOTTOM);
    }
}
