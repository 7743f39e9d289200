package io.insitu.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A {@code tokenizer.json} of seven words split at blanks, two of them special. */
public final class TinyTokenizer {
    private TinyTokenizer() {}

    public static void in(Path base) throws IOException {
        Files.writeString(
                base.resolve("tokenizer.json"),
                "{\"version\":\"1.0\",\"truncation\":null,\"padding\":null,\"added_tokens\":["
                        + special(1, "<|im_start|>") + "," + special(2, "<|im_end|>") + "],"
                        + "\"normalizer\":null,\"pre_tokenizer\":{\"type\":\"Whitespace\"},\"post_processor\":null,"
                        + "\"decoder\":null,\"model\":{\"type\":\"WordLevel\",\"vocab\":{\"[UNK]\":0,\"<|im_start|>\":1,"
                        + "\"<|im_end|>\":2,\"user\":3,\"assistant\":4,\"good\":5,\"day\":6},\"unk_token\":\"[UNK]\"}}");
    }

    private static String special(int id, String word) {
        return "{\"id\":" + id + ",\"content\":\"" + word + "\",\"special\":true,\"single_word\":false,"
                + "\"lstrip\":false,\"rstrip\":false,\"normalized\":false}";
    }
}
