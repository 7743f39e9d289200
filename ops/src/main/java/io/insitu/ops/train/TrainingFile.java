package io.insitu.ops.train;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.ops.UserError;
import io.insitu.schemas.JsonReason;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.loss.Advantages;
import io.insitu.trainer.run.Attempt;
import io.insitu.trainer.step.Example;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSONL file as attempts to learn from. The format is in {@code ops/README.md}. */
final class TrainingFile {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS) // or a second object would be lost
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private final Path file;
    private final Method method;
    private final ModelConfig model;
    private final Tokenizing tokenizing;
    private final String parent;

    private final List<Attempt> attempts = new ArrayList<>();
    private final Map<String, List<Sampled>> groups = new LinkedHashMap<>();
    private int groupsDropped;
    private int withoutLogProbs;

    /** A sampled attempt that waits for the rest of its group. */
    private record Sampled(int line, Sequence sequence, float[] old, boolean own, double reward) {
        /** Whether the policy that the run starts from drew them. */
        boolean[] ownTokens() {
            boolean[] all = new boolean[sequence.tokens().length];
            Arrays.fill(all, own);
            return all;
        }
    }

    private TrainingFile(Path file, Method method, ModelConfig model, Tokenizing tokenizing, String parent) {
        this.file = file;
        this.method = method;
        this.model = model;
        this.tokenizing = tokenizing;
        this.parent = parent;
    }

    /** @param parent digest of the adapter the run starts from; empty: the base alone */
    static TrainingFile read(Path file, Method method, ModelConfig model, Tokenizing tokenizing, String parent)
            throws IOException {
        TrainingFile data = new TrainingFile(file, method, model, tokenizing, parent);
        byte[] bytes = Files.readAllBytes(file);
        int number = 0;
        for (int from = 0; from < bytes.length; number++) {
            int end = from;
            while (end < bytes.length && bytes[end] != '\n') { // no byte of a longer character is one
                end++;
            }
            LineFields fields = new LineFields(file, number + 1, model, tokenizing);
            String line = fields.decoded(ByteBuffer.wrap(bytes, from, end - from));
            if (!line.isBlank()) {
                data.line(fields, line);
            }
            from = end + 1;
        }
        data.judge();
        if (data.attempts.isEmpty()) {
            throw new UserError(file + ": nothing to learn from; "
                    + (data.groupsDropped > 0
                            ? "all " + data.groupsDropped + " groups have attempts of equal reward"
                            : "no line holds an example"));
        }
        return data;
    }

    List<Attempt> attempts() {
        return List.copyOf(attempts);
    }

    /** Groups whose attempts were all equally good: they teach nothing and only dilute. */
    int groupsDropped() {
        return groupsDropped;
    }

    /** No line says under which log-probabilities it was sampled: the policy the run starts with is taken for the sampler. */
    boolean logProbsMissing() {
        return withoutLogProbs > 0;
    }

    private void line(LineFields fields, String text) {
        JsonNode node;
        try {
            node = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw fields.refusal("not one JSON object: " + JsonReason.ofRecord(e));
        }
        if (!node.isObject()) {
            throw fields.refusal("not a JSON object, but " + LineFields.shown(node));
        }
        fields.mustKnow(node, method.fields());
        switch (method) {
            case SFT -> attempts.add(Attempt.of(imitated(fields, node)).named(fields.name()));
            case DPO -> attempts.add(pair(fields, node).named(fields.name()));
            case GRPO, NFT -> sampled(fields, node);
        }
    }

    private static Attempt pair(LineFields fields, JsonNode node) {
        Example chosen = imitated(fields.within("chosen"), node.path("chosen"));
        Example rejected = imitated(fields.within("rejected"), node.path("rejected"));
        if (Arrays.equals(chosen.tokens(), rejected.tokens())) {
            throw fields.refusal("chosen and rejected are the same tokens: there is nothing to prefer");
        }
        return Attempt.of(chosen, rejected);
    }

    private static Example imitated(LineFields fields, JsonNode node) {
        if (!node.isObject()) {
            throw fields.refusal("an object with tokens and mask, or messages, is missing");
        }
        fields.mustKnow(node, Method.SFT.fields());
        Sequence sequence = fields.sequence(node);
        return Example.imitate(sequence.tokens(), sequence.weights());
    }

    private void sampled(LineFields fields, JsonNode node) {
        JsonNode group = node.path("group");
        if (!group.isTextual() || group.textValue().isEmpty()) { // 5 and "5" would become one
            throw fields.refusal("group: attempts at one task share a name, a text; "
                    + (group.isMissingNode() ? "it is missing" : "was " + LineFields.shown(group)));
        }
        Sequence sequence = fields.sequence(node);
        boolean known = node.hasNonNull("logprobs");
        withoutLogProbs += known ? 0 : 1;
        float[] old = known ? fields.logProbs(node, sequence) : new float[sequence.tokens().length];
        String adapter = fields.adapter(node);
        if (!known && adapter != null && !adapter.equals(parent)) {
            throw fields.refusal("adapter: another policy drew the tokens than the run starts from, which is "
                    + (parent.isEmpty() ? "base" : parent) + "; say with which logprobs");
        }
        groups.computeIfAbsent(group.textValue(), name -> new ArrayList<>())
                .add(new Sampled(
                        fields.line(),
                        sequence,
                        old,
                        known && parent.equals(adapter),
                        fields.number(node, "reward", Double.NaN)));
    }

    private void judge() {
        int all = groups.values().stream().mapToInt(List::size).sum();
        if (withoutLogProbs > 0 && withoutLogProbs < all) {
            throw new UserError(
                    file + ": " + withoutLogProbs + " of " + all + " attempts have no logprobs; give all or none");
        }
        groups.forEach((name, group) -> {
            if (group.size() < 2) {
                throw new UserError(
                        file + ": group \"" + name + "\" has one attempt; there is nothing to compare it with");
            }
            judge(name, group);
        });
    }

    private void judge(String name, List<Sampled> group) {
        double[] rewards = group.stream().mapToDouble(Sampled::reward).toArray();
        double correct = group.stream().filter(a -> a.reward() > 0.5).count();
        double rate = correct / rewards.length;
        boolean spread = method == Method.NFT ? rate > 0 && rate < 1 : Advantages.deviation(rewards) > 0;
        if (!spread) {
            groupsDropped++;
            return;
        }
        if (method == Method.GRPO && !Double.isFinite(Advantages.deviation(rewards))) { // advantages would be 0
            throw new UserError(file + ":" + group.get(0).line() + ": reward: those of group \"" + name
                    + "\" are too large for their deviation to be a number; give smaller ones");
        }
        double[] advantages = Advantages.of(rewards);
        for (int i = 0; i < rewards.length; i++) {
            Sampled attempt = group.get(i);
            Example example = Example.judged(
                            attempt.sequence().tokens(),
                            attempt.sequence().weights(),
                            attempt.old(),
                            rewards[i] > 0.5,
                            rate)
                    .withAdvantage(advantages[i])
                    .drawnByOwn(attempt.ownTokens());
            attempts.add(new Attempt(List.of(example), rewards[i], Advantages.mean(rewards))
                    .named(LineFields.name(attempt.line()))
                    .inGroup(name));
        }
    }
}
