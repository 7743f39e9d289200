package io.insitu.processors.score;

import io.insitu.schemas.event.Generation;
import io.insitu.schemas.event.Message;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolResult;
import io.insitu.schemas.event.ToolStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is to be made of each step of an attempt.
 *
 * @param imitable one per step: false for a failed or repeated call, its result, and the generation that made it; and for all
 *     that others said or returned
 * @param worth one per step: 1 for a call that worked, -1 for one that was refused or told nothing new, 0 for all else, such as what the world broke; what was
 *     looked up before a change tells something new after it
 */
record StepMarks(List<Boolean> imitable, List<Double> worth) {
    /** @param effects which calls can have changed what others tell */
    static StepMarks of(List<Object> steps, Effects effects) {
        Map<String, ToolStatus> results = new HashMap<>();
        for (Object step : steps) {
            if (step instanceof ToolResult result) {
                results.put(result.getCallId(), result.getStatus());
            }
        }
        boolean[] imitable = new boolean[steps.size()];
        double[] worth = new double[steps.size()];
        Set<String> worked = new HashSet<>();
        int maker = -1;
        for (int i = 0; i < imitable.length; i++) {
            Object step = steps.get(i);
            imitable[i] = own(step);
            if (step instanceof Generation) {
                maker = i;
            } else if (step instanceof ToolCall call) {
                ToolStatus status = results.getOrDefault(call.getCallId(), ToolStatus.UNKNOWN);
                boolean failed = status == ToolStatus.ERROR || status == ToolStatus.INFRASTRUCTURE;
                // Calling again what failed is a retry; calling again what worked is a repetition.
                String key = CallKey.of(call.getTool(), call.getArguments());
                boolean repeated = !failed && worked.contains(key);
                if (!failed && !repeated) {
                    if (effects.possible(call.getTool())) {
                        worked.clear();
                    }
                    worked.add(key);
                }
                if (failed || repeated) {
                    imitable[i] = false;
                    if (maker >= 0) {
                        imitable[maker] = false;
                    }
                }
                boolean bad = status == ToolStatus.ERROR || repeated;
                worth[i] = bad ? -1 : status == ToolStatus.OK ? 1 : 0;
            }
        }
        return new StepMarks(list(imitable), Arrays.stream(worth).boxed().toList());
    }

    /** Results and what was retrieved come from others, as do a user's words. */
    private static boolean own(Object step) {
        return !(step instanceof ToolResult)
                && !(step instanceof Message message && message.getRole() != Role.ASSISTANT);
    }

    static List<Boolean> list(boolean[] flags) {
        List<Boolean> list = new ArrayList<>(flags.length);
        for (boolean flag : flags) {
            list.add(flag);
        }
        return list;
    }
}
