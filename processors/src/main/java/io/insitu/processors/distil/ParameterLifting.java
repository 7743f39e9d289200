package io.insitu.processors.distil;

import io.insitu.schemas.event.ToolStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Turns recorded calls into a template: what came from an earlier result is bound to it, what belongs to the task
 * becomes a parameter, what never changed stays as it was.
 */
final class ParameterLifting {
    /** A callable template. */
    record Template(List<String> parameters, List<ToolStep> steps) {}

    private final List<Attempt> instances;
    private final Set<String> conditions;
    private final Map<String, List<String>> parameters = new LinkedHashMap<>();

    private ParameterLifting(List<Attempt> instances, List<String> conditions) {
        this.instances = instances;
        this.conditions = Set.copyOf(conditions);
    }

    /**
     * @param instances attempts that made the same calls in the same order, at least one
     * @param conditions terms all their tasks have; a value among them is no parameter
     */
    static Template lift(List<Attempt> instances, List<String> conditions) {
        ParameterLifting lifting = new ParameterLifting(instances, conditions);
        List<ToolStep> steps = new ArrayList<>();
        Attempt first = instances.get(0);
        for (int step = 0; step < first.calls().size(); step++) {
            Map<String, String> arguments = new TreeMap<>();
            for (String name : first.calls().get(step).arguments().keySet()) {
                arguments.put(name, lifting.argument(step, name));
            }
            steps.add(new ToolStep(first.calls().get(step).tool(), arguments));
        }
        return new Template(List.copyOf(lifting.parameters.keySet()), steps);
    }

    private String argument(int step, String name) {
        List<String> values = values(step, name);
        boolean constant = values.stream().distinct().count() == 1;
        if (constant && (conditions.contains(values.get(0)) || !comesFromTask(values))) {
            return values.get(0);
        }
        for (int earlier = 0; earlier < step; earlier++) {
            for (String field : instances.get(0).calls().get(earlier).result().keySet()) {
                if (resultsOf(earlier, field).equals(values)) {
                    return "$" + (earlier + 1) + "." + field;
                }
            }
        }
        for (Map.Entry<String, List<String>> known : parameters.entrySet()) {
            if (known.getValue().equals(values)) {
                return "$" + known.getKey();
            }
        }
        String parameter = parameters.containsKey(name) ? name + (step + 1) : name;
        parameters.put(parameter, values);
        return "$" + parameter;
    }

    private boolean comesFromTask(List<String> values) {
        for (int i = 0; i < values.size(); i++) {
            Set<String> words = new HashSet<>(instances.get(i).terms());
            words.addAll(Arrays.asList(instances.get(i).instruction().split("\\s+", -1)));
            if (!words.contains(values.get(i))) {
                return false;
            }
        }
        return true;
    }

    private List<String> values(int step, String name) {
        return instances.stream()
                .map(attempt -> attempt.calls().get(step).arguments().getOrDefault(name, ""))
                .toList();
    }

    private List<String> resultsOf(int step, String field) {
        return instances.stream()
                .map(attempt -> attempt.calls().get(step).result().getOrDefault(field, ""))
                .toList();
    }
}
