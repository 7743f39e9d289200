package io.insitu.connectors.desk;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * One ticket. Its id says world, phase and seed ({@code desk/parcels/before/00000000000002a7}), so whoever has the world file can
 * draw the very same ticket again.
 */
public record DeskTask(
        String taskId,
        WorldPhase phase,
        String intent,
        String tier,
        String category,
        String object,
        List<String> options) {
    private static final String KIND = "desk";

    public DeskTask {
        options = List.copyOf(options);
    }

    /** Draws the ticket of a seed. */
    public static DeskTask draw(World world, WorldPhase phase, long seed) {
        Random random = Draws.seeded(seed, world.name());
        World.Words words = world.words();
        String intent = weighted(words.intents(), world, random);
        String tier = weighted(words.tiers(), world, random);
        String category = weighted(words.categories(), world, random);
        String object = weighted(words.objects(), world, random);
        List<String> others = new ArrayList<>(world.resolutions(phase));
        String right = world.rightResolution(new World.Case(intent, tier), phase);
        others.remove(right);
        Collections.shuffle(others, random);
        List<String> options = new ArrayList<>(others.subList(0, world.mix().options() - 1));
        options.add(random.nextInt(options.size() + 1), right);
        String id = String.format("%s/%s/%s/%016x", KIND, world.name(), phase.word(), seed);
        return new DeskTask(id, phase, intent, tier, category, object, options);
    }

    /** Draws the ticket an id names. */
    public static DeskTask of(World world, String taskId) {
        String[] parts = taskId.split("/", -1);
        if (parts.length != 4 || !parts[0].equals(KIND)) {
            throw new IllegalArgumentException("task id '" + taskId + "' is not of the form desk/WORLD/PHASE/SEED");
        }
        if (!parts[1].equals(world.name())) {
            throw new IllegalArgumentException(
                    "task '" + taskId + "' belongs to another world than " + world.name() + ": load its world file");
        }
        return draw(world, WorldPhase.parse(parts[2]), Long.parseUnsignedLong(parts[3], 16));
    }

    /** The words that describe the ticket. */
    public List<String> terms() {
        return List.of(intent, tier, category, object);
    }

    /** What the agent is asked, in words. */
    public String instruction() {
        return intent + " for a " + tier + " customer: " + object + ", " + category + ". Accepted: "
                + String.join(", ", options) + ".";
    }

    World.Case question() {
        return new World.Case(intent, tier);
    }

    private static String weighted(List<String> words, World world, Random random) {
        double total = 0;
        for (String word : words) {
            total += world.mix().weights().getOrDefault(word, 1.0);
        }
        double left = random.nextDouble() * total;
        for (String word : words) {
            left -= world.mix().weights().getOrDefault(word, 1.0);
            if (left < 0) {
                return word;
            }
        }
        return words.get(words.size() - 1);
    }
}
