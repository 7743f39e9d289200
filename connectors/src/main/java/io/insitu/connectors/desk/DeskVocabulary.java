package io.insitu.connectors.desk;

import io.insitu.connectors.desk.ModelVocabulary.Pool;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One world's words as tokens of the model: the i-th word of a kind is the i-th symbol of its pool, in both phases. */
public final class DeskVocabulary {
    private final Map<String, Integer> tokens = new HashMap<>();
    private final Map<Integer, String> words = new HashMap<>();

    public DeskVocabulary(World world) {
        map(world.tools().lookup(), ModelVocabulary.LOOKUP);
        map(world.tools().verify(), ModelVocabulary.VERIFY);
        mapAll(world.words().intents(), Pool.INTENT);
        mapAll(world.words().tiers(), Pool.TIER);
        mapAll(world.words().categories(), Pool.CATEGORY);
        mapAll(world.words().objects(), Pool.OBJECT);
        mapAll(world.resolutionsEver(), Pool.RESOLUTION);
    }

    /** The token of a world's word, or null when the world does not have it. */
    public @Nullable Integer token(String word) {
        return tokens.get(word);
    }

    /** The world's word for a token; a structural or unused token gives its own name. */
    public String word(int token) {
        String word = words.get(token);
        return word == null ? ModelVocabulary.word(token) : word;
    }

    /** Tokens as words with spaces between. */
    public String text(int[] sequence) {
        StringBuilder text = new StringBuilder();
        for (int token : sequence) {
            text.append(text.length() == 0 ? "" : " ").append(word(token));
        }
        return text.toString();
    }

    int required(String word) {
        Integer token = tokens.get(word);
        if (token == null) {
            throw new IllegalArgumentException("'" + word + "' is not a word of this world");
        }
        return token;
    }

    private void mapAll(List<String> all, Pool pool) {
        for (int i = 0; i < all.size(); i++) {
            map(all.get(i), pool.token(i));
        }
    }

    private void map(String word, int token) {
        tokens.put(word, token);
        words.put(token, word);
    }
}
