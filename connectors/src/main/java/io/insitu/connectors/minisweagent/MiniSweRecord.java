package io.insitu.connectors.minisweagent;

import static io.insitu.connectors.importing.UnusableException.require;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.connectors.importing.Content;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One run, checked, in the form of any version.
 *
 * @param instance what was to be solved
 */
record MiniSweRecord(String instance, JsonNode info, List<JsonNode> messages) {
    private static final Pattern BLOCK =
            Pattern.compile("```(?:bash|sh|mswea_bash_command)[ \\t]*\\n(.*?)\\n```", Pattern.DOTALL);
    private static final Pattern RETURN_CODE = Pattern.compile("\\s*<returncode>\\s*(-?\\d{1,9})\\s*</returncode>");

    MiniSweRecord {
        messages = List.copyOf(messages);
    }

    /**
     * @param file its name is the instance's, where the record does not say
     */
    static MiniSweRecord of(JsonNode record, Path file) {
        JsonNode conversation = record.isArray() ? record : record.path("messages");
        require(conversation.isArray(), "messages must be an array");
        List<JsonNode> messages = new ArrayList<>();
        for (JsonNode message : conversation) {
            Content.check(message, "messages[" + messages.size() + "]");
            messages.add(message);
        }
        String name = String.valueOf(file.getFileName());
        int end = name.indexOf(".traj");
        String instance = record.path("instance_id").asText(end > 0 ? name.substring(0, end) : name);
        require(!instance.isBlank(), "instance_id is blank");
        return new MiniSweRecord(instance, record.path("info"), messages);
    }

    /** Newer versions say it in a last message too, which is all that a bare conversation has. */
    String exitStatus() {
        String said = messages.isEmpty()
                ? ""
                : messages.get(messages.size() - 1)
                        .path("extra")
                        .path("exit_status")
                        .asText("");
        return info.path("exit_status").asText(said);
    }

    /** The commands of a message: named by the agent's own notes or as function calls, or its one block of code. */
    static List<String> commands(JsonNode message) {
        List<String> commands = new ArrayList<>();
        if (message.path("role").asText().equals("assistant")) {
            message.path("extra")
                    .path("actions")
                    .forEach(action -> commands.add(action.path("command").asText("")));
            if (commands.isEmpty()) {
                block(Content.text(message.path("content"))).ifPresent(commands::add);
            }
        }
        return commands;
    }

    /** Of several blocks none is run. */
    private static Optional<String> block(String content) {
        Matcher block = BLOCK.matcher(content);
        if (!block.find()) {
            return Optional.empty();
        }
        String command = block.group(1).strip();
        return block.find() ? Optional.empty() : Optional.of(command);
    }

    /** What an observation says the command returned. */
    static OptionalInt returnCode(JsonNode message) {
        JsonNode noted = message.path("extra").path("returncode");
        if (noted.isInt()) {
            return OptionalInt.of(noted.intValue());
        }
        Matcher code = RETURN_CODE.matcher(Content.text(message.path("content")));
        return !message.path("role").asText().equals("assistant") && code.lookingAt()
                ? OptionalInt.of(Integer.parseInt(code.group(1)))
                : OptionalInt.empty();
    }
}
