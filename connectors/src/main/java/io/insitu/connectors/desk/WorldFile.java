package io.insitu.connectors.desk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.insitu.connectors.desk.ModelVocabulary.Pool;
import io.insitu.schemas.JsonReason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads world files; the format is described in {@code worlds/README.md} beside the shipped ones. */
public final class WorldFile {
    private static final int MAX_BYTES = 1 << 20;
    private static final int FORMAT = 1;
    private static final String ANY = "*";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private WorldFile() {}

    /** The names of the worlds that come with the project. */
    public static List<String> shipped() {
        return List.of("parcels", "clinic", "library");
    }

    /** One of the worlds that come with the project. */
    public static World shipped(String name) {
        return parse(name + ".json", new String(shippedBytes(name), StandardCharsets.UTF_8));
    }

    /** The file of such a world. */
    public static byte[] shippedBytes(String name) {
        try (InputStream in = WorldFile.class.getResourceAsStream("/worlds/" + name + ".json")) {
            if (in == null) {
                throw new WorldException("world '" + name + "' is not shipped; shipped: " + shipped());
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads any world file. */
    public static World read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new WorldException(file + ": is larger than " + MAX_BYTES + " bytes; a world is a small file");
            }
            return parse(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new WorldException(file + ": cannot be read (" + e + "); check the path");
        }
    }

    static World parse(String source, String json) {
        Fields world = new Fields(
                source,
                "",
                tree(source, json),
                "format",
                "name",
                "description",
                "vocabulary",
                "tools",
                "rules",
                "taskMix",
                "drift",
                "noise",
                "limits");
        world.integer("format", FORMAT, FORMAT);
        World.Words words = words(world.object("vocabulary", "intents", "tiers", "categories", "objects"));
        World.ToolNames tools = tools(world.object("tools", "lookup", "verify", "resolutions"));
        refuseSharedWords(world, words, tools);
        World.Rules rules = rules(world.object("rules", "resolution", "verify"), words, tools);
        World.TaskMix mix = mix(world.object("taskMix", "weights", "options"), words, tools);
        World.Drift drift = drift(world.object("drift", "at", "resolution", "verify", "rename"), words, tools, rules);
        Fields noise = world.object("noise", "busy", "timeout");
        Fields limits = world.object("limits", "calls", "tokens");
        return new World(
                world.word("name"),
                world.text("description"),
                words,
                tools,
                rules,
                mix,
                drift,
                new World.Noise(noise.number("busy", 0, 0.5), noise.number("timeout", 0, 0.5)),
                new World.Limits(limits.integer("calls", 2, 16), limits.integer("tokens", 8, 128)));
    }

    private static JsonNode tree(String source, String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new WorldException(source + ": is not JSON (" + JsonReason.of(e) + ")");
        }
    }

    private static World.Words words(Fields fields) {
        return new World.Words(
                fields.words("intents", 1, Pool.INTENT.size()),
                fields.words("tiers", 1, Pool.TIER.size()),
                fields.words("categories", 1, Pool.CATEGORY.size()),
                fields.words("objects", 1, Pool.OBJECT.size()));
    }

    private static World.ToolNames tools(Fields fields) {
        return new World.ToolNames(
                fields.word("lookup"), fields.word("verify"), fields.words("resolutions", 2, Pool.RESOLUTION.size()));
    }

    /** A word must say by itself what it is: an agent's terms and principles are plain words. */
    private static void refuseSharedWords(Fields world, World.Words words, World.ToolNames tools) {
        Set<String> seen = new HashSet<>();
        for (List<String> kind : List.of(
                words.intents(),
                words.tiers(),
                words.categories(),
                words.objects(),
                List.of(tools.lookup(), tools.verify()),
                tools.resolutions())) {
            for (String word : kind) {
                if (!seen.add(word)) {
                    throw world.wrong("vocabulary", "and tools share the word '" + word + "'; choose another");
                }
            }
        }
    }

    private static World.Rules rules(Fields fields, World.Words words, World.ToolNames tools) {
        Map<World.Case, String> resolution = new LinkedHashMap<>();
        for (Fields rule : fields.objects("resolution", "intent", "tier", "use")) {
            for (World.Case question : cases(rule, words)) {
                if (resolution.put(question, use(rule, tools)) != null) {
                    throw rule.wrong("", "decides " + describe(question) + " a second time; remove one rule");
                }
            }
        }
        for (String intent : words.intents()) {
            for (String tier : words.tiers()) {
                World.Case question = new World.Case(intent, tier);
                if (!resolution.containsKey(question)) {
                    throw fields.wrong("resolution", "says nothing about " + describe(question) + "; add a rule");
                }
            }
        }
        return new World.Rules(resolution, known(fields, "verify", words.categories(), "a category"));
    }

    private static World.TaskMix mix(Fields fields, World.Words words, World.ToolNames tools) {
        Map<String, Double> weights = new HashMap<>();
        Fields given = fields.optional("weights");
        for (String word : given == null ? List.<String>of() : given.names()) {
            boolean isKnown = words.intents().contains(word)
                    || words.tiers().contains(word)
                    || words.categories().contains(word)
                    || words.objects().contains(word);
            if (given != null && !isKnown) {
                throw given.wrong(word, "is not a word of the vocabulary");
            }
            weights.put(word, given == null ? 1.0 : given.number(word, 0.001, 1000));
        }
        int most = Math.min(4, tools.resolutions().size());
        return new World.TaskMix(weights, fields.integer("options", 2, most));
    }

    private static World.Drift drift(Fields fields, World.Words words, World.ToolNames tools, World.Rules before) {
        Map<World.Case, String> after = new HashMap<>(before.resolution());
        for (Fields rule : fields.objects("resolution", "intent", "tier", "use")) {
            cases(rule, words).forEach(question -> after.put(question, use(rule, tools)));
        }
        Set<String> verify = known(fields, "verify", words.categories(), "a category");
        Fields rename = fields.object("rename");
        Map<String, String> renames = new LinkedHashMap<>();
        for (String old : rename.names()) {
            String name = rename.word(old);
            if (!tools.resolutions().contains(old)) {
                throw rename.wrong(old, "is not a resolution tool; only these can be renamed");
            }
            if (tools.resolutions().contains(name) || renames.containsValue(name)) {
                throw rename.wrong(old, "becomes '" + name + "', which is taken; choose another name");
            }
            renames.put(old, name);
        }
        if (tools.resolutions().size() + renames.size() > Pool.RESOLUTION.size()) {
            throw fields.wrong("rename", "makes more than " + Pool.RESOLUTION.size() + " resolution names in all");
        }
        return new World.Drift(fields.number("at", 0, 1), new World.Rules(after, verify), renames);
    }

    private static List<World.Case> cases(Fields rule, World.Words words) {
        List<String> intents = matching(rule, "intent", words.intents());
        List<String> tiers = matching(rule, "tier", words.tiers());
        return intents.stream()
                .flatMap(intent -> tiers.stream().map(tier -> new World.Case(intent, tier)))
                .toList();
    }

    private static List<String> matching(Fields rule, String field, List<String> words) {
        String word = rule.text(field);
        if (word.equals(ANY)) {
            return words;
        }
        if (!words.contains(word)) {
            throw rule.wrong(field, "'" + word + "' is not in the vocabulary; known: " + words + " or *");
        }
        return List.of(word);
    }

    private static String use(Fields rule, World.ToolNames tools) {
        String tool = rule.text("use");
        if (!tools.resolutions().contains(tool)) {
            throw rule.wrong("use", "'" + tool + "' is not a resolution tool; known: " + tools.resolutions());
        }
        return tool;
    }

    private static Set<String> known(Fields fields, String field, List<String> vocabulary, String kind) {
        List<String> words = fields.words(field, 0, vocabulary.size());
        for (String word : words) {
            if (!vocabulary.contains(word)) {
                throw fields.wrong(field, "has '" + word + "', which is not " + kind + "; known: " + vocabulary);
            }
        }
        return new HashSet<>(words);
    }

    private static String describe(World.Case question) {
        return question.intent() + "/" + question.tier();
    }
}
