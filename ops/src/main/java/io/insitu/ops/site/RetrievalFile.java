package io.insitu.ops.site;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.processors.recall.RetrievalConfig;
import io.insitu.processors.recall.UtilityEstimator;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What agents are given for a task, as the data folder says; what it does not say is as shipped.
 *
 * @param shared of lineages that are not named
 * @param embedding folder of a model that finds similar texts; null: they are found by their words
 */
public record RetrievalFile(
        RetrievalConfig shared,
        Map<String, RetrievalConfig> lineages,
        @Nullable Path embedding) {
    private static final String PRINCIPLES = "maxPrinciples";
    private static final String TOOLS = "maxTools";
    private static final String RANKING = "ranking";
    private static final String NEAR = "maxNearMatches";
    private static final String TEXT = "maxTextMatches";
    private static final String CANDIDATES = "textCandidates";
    private static final String SIMILARITY = "minSimilarity";
    private static final String WITHHOLD = "withholdRate";
    private static final String WITHHOLD_FALLING = "fallingWithholdRate";
    private static final String WITHHOLD_DOUBTED = "doubtedWithholdRate";
    private static final String FALLEN = "fallenBy";
    private static final String EMBEDDING = "embedding";
    private static final Set<String> KEYS = Set.of(
            PRINCIPLES,
            TOOLS,
            RANKING,
            NEAR,
            TEXT,
            CANDIDATES,
            SIMILARITY,
            WITHHOLD,
            WITHHOLD_FALLING,
            WITHHOLD_DOUBTED,
            FALLEN,
            EMBEDDING);

    /** What is said of all lineages or of one. */
    private record Plan(RetrievalConfig config, String embedding) {}

    /** What a folder says. */
    public static RetrievalFile of(DataFolder folder) {
        SettingsFile file = new SettingsFile(folder.retrieval());
        SettingsFile.Said<Plan> said = file.read(
                new Plan(RetrievalConfig.defaults(), ""),
                KEYS,
                (node, otherwise, where) -> plan(file, node, otherwise, where));
        Map<String, RetrievalConfig> lineages = new TreeMap<>();
        said.lineages().forEach((lineage, plan) -> lineages.put(lineage, plan.config()));
        String model = said.shared().embedding();
        return new RetrievalFile(
                said.shared().config(),
                lineages,
                model.isEmpty() ? null : folder.root().resolve(model));
    }

    private static Plan plan(SettingsFile file, JsonNode said, Plan otherwise, String where) {
        RetrievalConfig shipped = otherwise.config();
        if (!where.isEmpty() && said.has(EMBEDDING)) {
            throw new IllegalArgumentException("one embedding serves all lineages; say it outside of them");
        }
        return new Plan(
                new RetrievalConfig(
                        file.whole(said, PRINCIPLES, where, shipped.maxPrinciples()),
                        file.whole(said, TOOLS, where, shipped.maxTools()),
                        ranking(file.text(
                                said, RANKING, where, shipped.ranking().name())),
                        file.whole(said, NEAR, where, shipped.maxNearMatches()),
                        file.whole(said, TEXT, where, shipped.maxTextMatches()),
                        file.whole(said, CANDIDATES, where, shipped.textCandidates()),
                        file.number(said, SIMILARITY, where, shipped.minSimilarity()),
                        file.number(said, WITHHOLD, where, shipped.withholdRate()),
                        file.number(said, WITHHOLD_FALLING, where, shipped.fallingWithholdRate()),
                        file.number(said, WITHHOLD_DOUBTED, where, shipped.doubtedWithholdRate()),
                        file.number(said, FALLEN, where, shipped.fallenBy())),
                file.text(said, EMBEDDING, where, otherwise.embedding()));
    }

    private static UtilityEstimator ranking(String name) {
        return Arrays.stream(UtilityEstimator.values())
                .filter(one -> one.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("nobody knows the ranking " + name + "; there are "
                        + String.join(
                                ", ",
                                Arrays.stream(UtilityEstimator.values())
                                        .map(one -> one.name().toLowerCase(Locale.ROOT))
                                        .toList())));
    }
}
