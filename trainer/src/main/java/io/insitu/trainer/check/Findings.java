package io.insitu.trainer.check;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** All that was measured on one device, as one table and as JSON; and what could not be, with the reason. */
public final class Findings {
    private static final String ROW = "%-46s %14s %-8s %8s %14s %s%n";

    private final String device;
    private final List<Finding> found = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    public Findings(String device) {
        this.device = device;
    }

    void add(Finding finding) {
        found.add(finding);
    }

    void add(List<Finding> findings) {
        found.addAll(findings);
    }

    /** One line about something that was not measured. */
    void note(String line) {
        notes.add(line);
    }

    /** Whether every promise was kept. */
    boolean met() {
        return found.stream().noneMatch(f -> f.verdict().equals("missed"));
    }

    String table() {
        StringBuilder text = new StringBuilder(device).append(System.lineSeparator());
        text.append(String.format(Locale.ROOT, ROW, "", "measured", "", "of floor", "promised", ""));
        for (Finding finding : found) {
            Double share = finding.floorShare();
            Double target = finding.target();
            text.append(String.format(
                    Locale.ROOT,
                    ROW,
                    finding.what(),
                    number(finding.value()),
                    finding.unit(),
                    share == null ? "" : String.format(Locale.ROOT, "%.0f %%", 100 * share),
                    target == null ? "" : (finding.atLeast() ? ">= " : "<= ") + number(target),
                    finding.verdict()));
        }
        notes.forEach(note -> text.append(note).append(System.lineSeparator()));
        return text.toString();
    }

    private static String number(double value) {
        double size = Math.abs(value);
        if (size != 0 && size < 0.01) {
            return String.format(Locale.ROOT, "%.2e", value);
        }
        return String.format(Locale.ROOT, size < 100 ? "%.3f" : "%,.0f", value);
    }

    ObjectNode json() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("device", device);
        root.put("met", met());
        ArrayNode all = root.putArray("findings");
        for (Finding finding : found) {
            ObjectNode node = all.addObject();
            node.put("what", finding.what());
            node.put("value", finding.value());
            node.put("unit", finding.unit());
            node.put("floorShare", finding.floorShare());
            node.put("target", finding.target());
            node.put("verdict", finding.verdict());
        }
        ArrayNode told = root.putArray("notes");
        notes.forEach(told::add);
        return root;
    }
}
