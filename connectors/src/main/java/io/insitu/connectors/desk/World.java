package io.insitu.connectors.desk;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A service desk as data: words, tools, hidden rules, task mix, drift, noise and limits. Read it with {@link WorldFile}. */
public record World(
        String name,
        String description,
        Words words,
        ToolNames tools,
        Rules rules,
        TaskMix mix,
        Drift drift,
        Noise noise,
        Limits limits) {

    /** The words a ticket is made of. */
    public record Words(List<String> intents, List<String> tiers, List<String> categories, List<String> objects) {
        public Words {
            intents = List.copyOf(intents);
            tiers = List.copyOf(tiers);
            categories = List.copyOf(categories);
            objects = List.copyOf(objects);
        }
    }

    /** What the desk's tools are called before the drift. */
    public record ToolNames(String lookup, String verify, List<String> resolutions) {
        public ToolNames {
            resolutions = List.copyOf(resolutions);
        }
    }

    /** What a ticket is decided by. */
    public record Case(String intent, String tier) {}

    /** The hidden part: the one right resolution of each case, and the categories that need verification first. */
    public record Rules(Map<Case, String> resolution, Set<String> verify) {
        public Rules {
            resolution = Map.copyOf(resolution);
            verify = Set.copyOf(verify);
        }
    }

    /** How tickets are drawn: relative weights of words (1 where none is given) and how many resolutions a customer accepts. */
    public record TaskMix(Map<String, Double> weights, int options) {
        public TaskMix {
            weights = Map.copyOf(weights);
        }
    }

    /** What changes, at which share of a run: rules afterwards (in old tool names), and tools that get another name. */
    public record Drift(double at, Rules after, Map<String, String> renames) {
        public Drift {
            renames = Map.copyOf(renames);
        }
    }

    /** Chances per call: busy asks to try again, a timeout ends the attempt and is nobody's fault. */
    public record Noise(double busy, double timeout) {}

    /** Budgets of one attempt: calls made, tokens generated. */
    public record Limits(int calls, int tokens) {}

    /** A resolution tool's name in a phase. */
    public String toolName(String resolution, WorldPhase phase) {
        return phase == WorldPhase.AFTER ? drift.renames().getOrDefault(resolution, resolution) : resolution;
    }

    /** The resolution tools that exist in a phase, in declared order. */
    public List<String> resolutions(WorldPhase phase) {
        return tools.resolutions().stream().map(tool -> toolName(tool, phase)).toList();
    }

    /** Every tool an agent may call in a phase. */
    public List<String> offered(WorldPhase phase) {
        List<String> all = new ArrayList<>(List.of(tools.lookup(), tools.verify()));
        all.addAll(resolutions(phase));
        return List.copyOf(all);
    }

    /** Every resolution name of either phase, in an order that never changes: declared names, then new ones. */
    public List<String> resolutionsEver() {
        Map<String, Boolean> names = new LinkedHashMap<>();
        resolutions(WorldPhase.BEFORE).forEach(name -> names.put(name, true));
        resolutions(WorldPhase.AFTER).forEach(name -> names.put(name, true));
        return List.copyOf(names.keySet());
    }

    /** Hidden: the right resolution of a case, by its name in that phase. */
    String rightResolution(Case question, WorldPhase phase) {
        String resolution = rulesIn(phase).resolution().get(question);
        if (resolution == null) {
            throw new IllegalStateException("world " + name + " has no resolution for " + question);
        }
        return toolName(resolution, phase);
    }

    /** Hidden: whether a category needs verification. */
    boolean needsVerify(String category, WorldPhase phase) {
        return rulesIn(phase).verify().contains(category);
    }

    private Rules rulesIn(WorldPhase phase) {
        return phase == WorldPhase.AFTER ? drift.after() : rules;
    }
}
