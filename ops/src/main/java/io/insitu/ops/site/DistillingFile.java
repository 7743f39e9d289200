package io.insitu.ops.site;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.processors.distil.AskingConfig;
import io.insitu.processors.distil.AskingPlan;
import java.util.Set;

/** Whether a model is asked for principles, as the data folder says; without a file nobody is. */
public final class DistillingFile {
    private static final String ASKS_MODEL = "asksModel";
    private static final String QUESTIONS = "questions";
    private static final String WINDOW = "window";
    private static final Set<String> KEYS = Set.of(ASKS_MODEL, QUESTIONS, WINDOW);

    private DistillingFile() {}

    /** The config of a folder. */
    public static AskingConfig of(DataFolder folder) {
        SettingsFile file = new SettingsFile(folder.distilling());
        SettingsFile.Said<AskingPlan> said =
                file.read(AskingPlan.defaults(), KEYS, (node, otherwise, where) -> plan(file, node, otherwise, where));
        return new AskingConfig(said.shared(), said.lineages());
    }

    private static AskingPlan plan(SettingsFile file, JsonNode said, AskingPlan otherwise, String where) {
        return new AskingPlan(
                file.truth(said, ASKS_MODEL, where, otherwise.asks()),
                file.whole(said, QUESTIONS, where, otherwise.questions()),
                file.whole(said, WINDOW, where, otherwise.window()));
    }
}
