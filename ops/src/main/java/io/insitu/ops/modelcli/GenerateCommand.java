package io.insitu.ops.modelcli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.serving.AgentRuntime;
import io.insitu.connectors.serving.Conversation;
import io.insitu.connectors.serving.Generated;
import io.insitu.connectors.serving.RuntimeOptions;
import io.insitu.connectors.serving.SamplingOptions;
import io.insitu.connectors.text.ChatMessage;
import io.insitu.connectors.text.ModelText;
import io.insitu.ops.ExitCode;
import io.insitu.ops.NumberOption;
import io.insitu.schemas.model.ModelConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a model says, by the runtime that serves agents. */
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        description = "Continue a text, a chat or tokens, by the serving runtime.")
final class GenerateCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(names = "--base", required = true, paramLabel = "DIR", description = "Model folder.")
    private Path baseFolder = Path.of(".");

    @Option(names = "--adapter", paramLabel = "DIR", description = "PEFT folder of a LoRA adapter (default: none).")
    private @Nullable Path adapterFolder;

    @ArgGroup(multiplicity = "1")
    private Begun begun = new Begun();

    /** What is continued. */
    private static final class Begun {
        @Option(names = "--prompt", paramLabel = "TEXT", description = "Text to continue.")
        private @Nullable String prompt;

        @Option(names = "--user", paramLabel = "TEXT", description = "What a user says, laid out by the chat template.")
        private @Nullable String user;

        @Option(names = "--tokens", split = ",", paramLabel = "ID", description = "Token ids: 1,2,3.")
        private int @Nullable [] tokens;

        int[] tokens(ModelText text) {
            if (tokens != null) {
                return tokens;
            }
            return user == null
                    ? text.encode(String.valueOf(prompt))
                    : text.chat(List.of(new ChatMessage("user", user)));
        }
    }

    @Option(names = "--max-tokens", defaultValue = "64", description = "Most new tokens (default: ${DEFAULT-VALUE}).")
    private int maxTokens;

    @Option(
            names = "--temperature",
            defaultValue = "0",
            description = "0 takes the likeliest token (default: ${DEFAULT-VALUE}).")
    private double temperature;

    @Option(names = "--top-p", defaultValue = "1", description = "Nucleus to draw from (default: ${DEFAULT-VALUE}).")
    private double topP;

    @Option(names = "--top-k", defaultValue = "0", description = "Likeliest tokens to draw from; 0: all.")
    private int topK;

    @Option(names = "--seed", defaultValue = "0", description = "The same seed draws the same tokens.")
    private long seed;

    @Option(names = "--threads", defaultValue = "1", description = "CPU threads (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--json", description = "Tokens, log-probabilities and text as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        Readable.folder("--base", baseFolder);
        NumberOption.atLeast("--threads", threads, 1, "somebody must do the work");
        NumberOption.atLeast("--max-tokens", maxTokens, 1, "no token is no answer");
        NumberOption.from("--temperature", temperature, 0, "0 takes the likeliest token, more draws more evenly");
        NumberOption.atLeast("--top-k", topK, 0, "it counts tokens to draw from, 0 for all");
        boolean nucleus = topP > 0 && topP <= 1;
        NumberOption.must(nucleus, "--top-p", topP, "it is a probability", "a number above 0 and up to 1");
        return Readable.orComplain(() -> {
            if (begun.tokens != null) {
                Readable.tokens(begun.tokens, ModelConfig.ofModel(baseFolder));
            }
            try (ModelText text = ModelText.of(baseFolder);
                    AgentRuntime runtime = AgentRuntime.open(baseFolder, new RuntimeOptions(threads, 0))) {
                int[] prompt = begun.tokens(text);
                String adapter = adapterFolder == null
                        ? AgentRuntime.BASE
                        : ServedAdapter.load(runtime, Readable.folder("--adapter", adapterFolder));
                try (Conversation conversation = runtime.beginWith(adapter)) {
                    Generated said = conversation.generate(
                            prompt, new SamplingOptions(maxTokens, temperature, seed, text.endTokens(), topK, topP));
                    say(runtime, prompt, said, text);
                }
            }
            return ExitCode.OK;
        });
    }

    private void say(AgentRuntime runtime, int[] prompt, Generated said, ModelText text) throws IOException {
        List<Integer> spoken = new ArrayList<>(said.tokens());
        if (said.finish() == Generated.Finish.STOP_TOKEN) {
            spoken.remove(spoken.size() - 1);
        }
        String words = text.decode(spoken);
        if (!json) {
            System.out.println(words);
            return;
        }
        ObjectNode root = JSON.createObjectNode();
        root.put("baseModelId", runtime.baseModelId());
        root.put("adapterId", said.adapterId());
        root.set("prompt", JSON.valueToTree(prompt));
        root.set("tokens", JSON.valueToTree(said.tokens()));
        root.set("logProbs", JSON.valueToTree(said.logProbs()));
        root.put("text", words);
        root.put("finish", said.finish().name().toLowerCase(Locale.ROOT));
        System.out.println(JSON.writeValueAsString(root));
    }
}
