package io.insitu.connectors.desk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A world nobody tuned anything to: made-up words, rules drawn by a seed. A place to measure on, and a template for a
 * world file of one's own. Of about the size of the shipped ones: 8 to 12 cases, 6 resolutions, half of the cases change.
 */
public final class RandomWorld {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String CONSONANTS = "bdfgklmnprstvz";
    private static final String VOWELS = "aeiou";

    private final Random random;
    private final long seed;
    private final Set<String> taken = new HashSet<>();

    private RandomWorld(long seed) {
        this.seed = seed;
        this.random = Draws.seeded(seed, "random-world");
    }

    /** The world file of a seed, as text. */
    public static String json(long seed) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(new RandomWorld(seed).draw()) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ObjectNode draw() {
        List<String> intents = words(4 + random.nextInt(3));
        List<String> tiers = words(2);
        List<String> categories = words(4);
        List<String> resolutions = words(6);
        ObjectNode world = JSON.createObjectNode();
        world.put("format", 1).put("name", "random-" + seed).put("description", "Drawn by seed " + seed + ".");
        ObjectNode vocabulary = world.putObject("vocabulary");
        fill(vocabulary.putArray("intents"), intents);
        fill(vocabulary.putArray("tiers"), tiers);
        fill(vocabulary.putArray("categories"), categories);
        fill(vocabulary.putArray("objects"), words(8));
        ObjectNode tools = world.putObject("tools");
        tools.put("lookup", word()).put("verify", word());
        fill(tools.putArray("resolutions"), resolutions);
        ObjectNode rules = world.putObject("rules");
        ArrayNode before = rules.putArray("resolution");
        ArrayNode after = JSON.createArrayNode();
        for (String intent : intents) {
            for (String tier : tiers) {
                int use = random.nextInt(resolutions.size());
                rule(before, intent, tier, resolutions.get(use));
                if (random.nextBoolean()) {
                    int other = (use + 1 + random.nextInt(resolutions.size() - 1)) % resolutions.size();
                    rule(after, intent, tier, resolutions.get(other));
                }
            }
        }
        fill(rules.putArray("verify"), categories.subList(0, 2));
        world.putObject("taskMix").put("options", 3);
        ObjectNode drift = world.putObject("drift").put("at", 0.5);
        drift.set("resolution", after);
        fill(drift.putArray("verify"), categories.subList(1, 3));
        drift.putObject("rename").put(resolutions.get(random.nextInt(resolutions.size())), word());
        world.putObject("noise").put("busy", 0.06).put("timeout", 0.01);
        world.putObject("limits").put("calls", 6).put("tokens", 48);
        return world;
    }

    private static void rule(ArrayNode rules, String intent, String tier, String use) {
        rules.addObject().put("intent", intent).put("tier", tier).put("use", use);
    }

    private static void fill(ArrayNode array, List<String> words) {
        words.forEach(array::add);
    }

    private List<String> words(int count) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            words.add(word());
        }
        Collections.sort(words);
        return words;
    }

    private String word() {
        StringBuilder word = new StringBuilder();
        do {
            word.setLength(0);
            for (int syllable = 0; syllable < 3; syllable++) {
                word.append(CONSONANTS.charAt(random.nextInt(CONSONANTS.length())));
                word.append(VOWELS.charAt(random.nextInt(VOWELS.length())));
            }
        } while (!taken.add(word.toString()));
        return word.toString();
    }
}
