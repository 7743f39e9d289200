package io.insitu.connectors.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.schemas.model.JsonObjectFile;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a chat becomes text. The template of a model is a program in Jinja; rather than run it, we know the two families that
 * the models we serve are trained with, and recognise them by their marks. What a template computes besides (dates, lists of
 * tools) is left out; what tools said is laid out as the template does it, or refused.
 *
 * <pre>
 *   ChatML    &lt;|im_start|&gt;ROLE \n CONTENT &lt;|im_end|&gt; \n
 *   Llama 3   &lt;|begin_of_text|&gt; &lt;|start_header_id|&gt;ROLE&lt;|end_header_id|&gt; \n\n CONTENT &lt;|eot_id|&gt;
 * </pre>
 *
 * @param greeting the system message a ChatML template puts first when the chat brings none; may be empty
 * @param tools how it lays out what tools said
 */
record ChatTemplate(Family family, String greeting, ToolTurns tools) {
    enum Family {
        CHATML,
        LLAMA3
    }

    private static final Pattern GREETING =
            Pattern.compile("<\\|im_start\\|>system(?:\\\\n|\\n)([^{}'\"<]+)<\\|im_end");

    /** The template in {@code chat_template.jinja} or {@code tokenizer_config.json}; blank when neither has one. */
    static String written(Path modelFolder) throws IOException {
        Path own = modelFolder.resolve("chat_template.jinja");
        Path config = modelFolder.resolve("tokenizer_config.json");
        if (Files.exists(own)) {
            try {
                return Files.readString(own);
            } catch (CharacterCodingException e) {
                throw new IOException(own + ": not UTF-8", e);
            }
        }
        if (!Files.exists(config)) {
            return "";
        }
        JsonNode template = JsonObjectFile.read(config).path("chat_template");
        if (!template.isArray()) {
            return template.asText("");
        }
        JsonNode chosen = template.path(0); // of several the one called default
        for (JsonNode one : template) {
            chosen = one.path("name").asText().equals("default") ? one : chosen;
        }
        return chosen.path("template").asText("");
    }

    /** The family whose marks a tokenizer knows, where no template says more. */
    static @Nullable ChatTemplate ofMarks(Predicate<String> known) {
        for (Family family : Family.values()) {
            ChatTemplate template = new ChatTemplate(family, "", ToolTurns.UNKNOWN);
            if (known.test(family == Family.CHATML ? "<|im_start|>" : "<|start_header_id|>")
                    && known.test(template.endOfTurn())) {
                return template;
            }
        }
        return null;
    }

    /** The family a template is written for; null when it is none that is known here. */
    static @Nullable ChatTemplate recognised(String template) {
        if (template.contains("<|im_start|>")) {
            Matcher greeting = GREETING.matcher(template);
            return new ChatTemplate(Family.CHATML, greeting.find() ? greeting.group(1) : "", ToolTurns.of(template));
        }
        return template.contains("<|start_header_id|>")
                ? new ChatTemplate(Family.LLAMA3, "", ToolTurns.of(template))
                : null;
    }

    String endOfTurn() {
        return family == Family.CHATML ? "<|im_end|>" : "<|eot_id|>";
    }

    /** A part of a chat as text. */
    record Part(String text, boolean answer) {}

    /** Every message, each begun, said and ended; contents are apart, since an answer is generated apart. */
    List<Part> parts(List<ChatMessage> messages) {
        List<ChatMessage> all = new ArrayList<>(tools.laid(messages));
        if (!greeting.isEmpty() && (all.isEmpty() || !all.get(0).role().equals("system"))) {
            all.add(0, new ChatMessage("system", greeting));
        }
        List<Part> parts = new ArrayList<>();
        if (family == Family.LLAMA3) {
            parts.add(new Part("<|begin_of_text|>", false));
        }
        for (ChatMessage message : all) {
            parts.add(new Part(begin(message.role()), false));
            String content = family == Family.LLAMA3 ? message.content().strip() : message.content();
            parts.add(new Part(content + endOfTurn(), message.role().equals("assistant")));
            if (family == Family.CHATML) {
                parts.add(new Part("\n", false));
            }
        }
        return parts;
    }

    /** Where the assistant speaks. */
    String opening() {
        return begin("assistant");
    }

    private String begin(String role) {
        return family == Family.CHATML
                ? "<|im_start|>" + role + "\n"
                : "<|start_header_id|>" + role + "<|end_header_id|>\n\n";
    }
}
