package io.insitu.schemas.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.schemas.JsonReason;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The JSON of model folders, read strictly: one object, each name in it once, and nothing behind it. Of two values one would
 * be dropped without a word, and the model computed would not be the one somebody sees in the file.
 */
public final class JsonObjectFile {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private JsonObjectFile() {}

    /** The object that a whole file is. */
    public static JsonNode read(Path file) throws IOException {
        mustBeFile(file);
        return parse(Files.readAllBytes(file), file + ":");
    }

    /**
     * The object that these bytes are.
     *
     * @param whole subject of the refusal of what is no object: {@code FILE:} or {@code FILE: the header is}
     */
    static JsonNode parse(byte[] text, String whole) throws IOException {
        try {
            JsonNode root = JSON.readTree(text);
            if (!root.isObject()) {
                throw new ModelFormatException(whole + " not a JSON object");
            }
            return root;
        } catch (JsonProcessingException e) {
            throw new ModelFormatException(whole + " not JSON: " + JsonReason.of(e));
        } catch (CharConversionException e) {
            throw new ModelFormatException(whole + " not JSON: not UTF-8");
        }
    }

    /** Java reads a folder as "Is a directory", without saying which. */
    static void mustBeFile(Path file) throws ModelFormatException {
        if (!Files.exists(file)) {
            throw new ModelFormatException(file + ": no such file");
        }
        if (Files.isDirectory(file)) {
            throw new ModelFormatException(file + ": is a folder, not a file");
        }
    }
}
