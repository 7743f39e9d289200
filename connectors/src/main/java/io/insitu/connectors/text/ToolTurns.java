package io.insitu.connectors.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** How a template lays out what tools said. Models saw it in one form only, and the families differ. */
enum ToolTurns {
    /** Qwen2.5 and later: the user hands over the responses, those that follow each other in one turn. */
    USER_RESPONSES,

    /** Llama 3.1 and later: a turn of ipython each, its text as a JSON string. */
    IPYTHON,

    /** Templates that write any role as it is called, and know no tools: Qwen2, SmolLM2, Llama 3. */
    AS_CALLED,

    /** Not known: no template, or one that does something else. */
    UNKNOWN;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROLE = "tool";
    private static final String NEW_LINE = "(?:\\\\n|\n)";

    private static final Pattern RESPONSES = Pattern.compile(
            "==\\s*['\"]tool['\"].*?<\\|im_start\\|>user['\"].*?['\"]" + NEW_LINE + "<tool_response>" + NEW_LINE
                    + "['\"].*?['\"]" + NEW_LINE + "</tool_response>['\"]",
            Pattern.DOTALL);

    private static final Pattern PYTHON = Pattern.compile(
            "==\\s*['\"]tool['\"].*?<\\|start_header_id\\|>ipython<\\|end_header_id\\|>.*?content\\s*\\|\\s*tojson",
            Pattern.DOTALL);

    private static final Pattern ANY_ROLE = Pattern.compile(
            "<\\|(?:im_start|start_header_id)\\|>['\"]\\s*\\+\\s*message(?:\\.role|\\[['\"]role['\"]])");

    static ToolTurns of(String template) {
        if (RESPONSES.matcher(template).find()) {
            return USER_RESPONSES;
        }
        if (PYTHON.matcher(template).find()) {
            return IPYTHON;
        }
        return !template.contains(ROLE) && ANY_ROLE.matcher(template).find() ? AS_CALLED : UNKNOWN;
    }

    /** The same chat with what tools said as the turns that the model knows. */
    List<ChatMessage> laid(List<ChatMessage> chat) {
        List<ChatMessage> turns = new ArrayList<>();
        boolean before = false;
        for (ChatMessage message : chat) {
            boolean tool = message.role().equals(ROLE);
            if (tool && this == USER_RESPONSES && before) {
                ChatMessage open = turns.remove(turns.size() - 1);
                turns.add(new ChatMessage(open.role(), open.content() + "\n" + response(message)));
            } else {
                turns.add(tool ? turn(message) : message);
            }
            before = tool;
        }
        return turns;
    }

    private ChatMessage turn(ChatMessage said) {
        return switch (this) {
            case USER_RESPONSES -> new ChatMessage("user", response(said));
            case IPYTHON -> new ChatMessage("ipython", quoted(said.content()));
            case AS_CALLED -> said;
            case UNKNOWN ->
                throw new TextException("role tool: how this model's chat template lays it out is not known here;"
                        + " put what the tool said into a message of role user");
        };
    }

    private static String response(ChatMessage said) {
        return "<tool_response>\n" + said.content() + "\n</tool_response>";
    }

    private static String quoted(String text) {
        try {
            return JSON.writeValueAsString(text);
        } catch (JsonProcessingException e) {
            throw new TextException("role tool: its content is no text: " + e.getOriginalMessage());
        }
    }
}
