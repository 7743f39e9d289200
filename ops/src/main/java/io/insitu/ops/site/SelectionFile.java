package io.insitu.ops.site;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.processors.select.ChoiceConfig;
import io.insitu.processors.select.SelectConfig;
import io.insitu.schemas.event.Method;
import java.util.Arrays;
import java.util.Set;

/** Which samples make a batch and how it is trained, as the data folder says; what it does not say is as shipped. */
public final class SelectionFile {
    private static final String FRESH = "freshPerBatch";
    private static final String REPLAY = "replayPerBatch";
    private static final String BUFFER = "replayBuffer";
    private static final String METHOD = "method";
    private static final String RANK = "rank";
    private static final String ALPHA = "alpha";
    private static final String LEARNING_RATE = "learningRate";
    private static final String EPOCHS = "epochs";
    private static final String MIN_RATE = "minRate";
    private static final String MAX_RATE = "maxRate";
    private static final String DIFFICULTY = "difficulty";
    private static final String NOVELTY = "novelty";
    private static final String UNCERTAINTY = "uncertainty";
    private static final String EXPLORE = "explore";
    private static final String PER_TASK = "maxPerTask";
    private static final String TEMPERATURE = "temperature";
    private static final String BANDIT_ALPHA = "banditAlpha";
    private static final Set<String> KEYS = Set.of(
            FRESH,
            REPLAY,
            BUFFER,
            METHOD,
            RANK,
            ALPHA,
            LEARNING_RATE,
            EPOCHS,
            MIN_RATE,
            MAX_RATE,
            DIFFICULTY,
            NOVELTY,
            UNCERTAINTY,
            EXPLORE,
            PER_TASK,
            TEMPERATURE,
            BANDIT_ALPHA);

    private SelectionFile() {}

    /** The config of a folder. */
    public static SelectConfig of(DataFolder folder) {
        SettingsFile file = new SettingsFile(folder.selection());
        SettingsFile.Said<SelectConfig> said = file.read(
                SelectConfig.defaults(), KEYS, (node, otherwise, where) -> config(file, node, otherwise, where));
        if (!said.lineages().isEmpty()) {
            throw file.wrong("batches of all lineages are made alike; say it without lineages");
        }
        return said.shared();
    }

    private static SelectConfig config(SettingsFile file, JsonNode said, SelectConfig shipped, String where) {
        return new SelectConfig(
                file.whole(said, FRESH, where, shipped.freshPerBatch()),
                file.whole(said, REPLAY, where, shipped.replayPerBatch()),
                file.whole(said, BUFFER, where, shipped.replayBuffer()),
                shipped.maxSampleTokens(),
                shipped.maxBatchTokens(),
                shipped.decisionTimeoutMs(),
                method(file.text(said, METHOD, where, shipped.method().name())),
                file.whole(said, RANK, where, shipped.rank()),
                file.number(said, ALPHA, where, shipped.alpha()),
                file.number(said, LEARNING_RATE, where, shipped.learningRate()),
                file.whole(said, EPOCHS, where, shipped.epochs()),
                choice(file, said, shipped.choice(), where));
    }

    private static ChoiceConfig choice(SettingsFile file, JsonNode said, ChoiceConfig shipped, String where) {
        return new ChoiceConfig(
                file.number(said, MIN_RATE, where, shipped.minRate()),
                file.number(said, MAX_RATE, where, shipped.maxRate()),
                file.number(said, DIFFICULTY, where, shipped.difficulty()),
                file.number(said, NOVELTY, where, shipped.novelty()),
                file.number(said, UNCERTAINTY, where, shipped.uncertainty()),
                file.number(said, EXPLORE, where, shipped.explore()),
                file.whole(said, PER_TASK, where, shipped.maxPerTask()),
                file.number(said, TEMPERATURE, where, shipped.temperature()),
                file.number(said, BANDIT_ALPHA, where, shipped.banditAlpha()));
    }

    private static Method method(String name) {
        return Arrays.stream(Method.values())
                .filter(one -> one != Method.UNKNOWN && one.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "nobody knows the method " + name + "; there are sft, nft, grpo, dpo"));
    }
}
