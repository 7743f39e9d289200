package io.insitu.connectors.openai;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.serving.Ask;
import io.insitu.connectors.text.ModelText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON of one answer: whole, or in chunks that share its id. */
final class Reply {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String id;
    private final long created;
    private final String model;
    private final ChatRequest request;
    private final int[] prompt;
    private final ModelText text;

    Reply(String id, long created, String model, ChatRequest request, int[] prompt, ModelText text) {
        this.id = id;
        this.created = created;
        this.model = model;
        this.request = request;
        this.prompt = prompt;
        this.text = text;
    }

    /** A token as it was told. */
    record Said(Ask.Token token, List<Ask.Token> alternatives) {}

    ObjectNode whole(String content, List<Said> said, String finish) {
        ObjectNode root = head("chat.completion");
        ObjectNode choice = choice(root, finish, said);
        choice.putObject("message").put("role", "assistant").put("content", content);
        if (request.tokenIds()) {
            root.set("prompt_token_ids", JSON.valueToTree(prompt));
        }
        usage(root, said.size());
        return root;
    }

    /** The first chunk says who speaks. */
    ObjectNode opening() {
        ObjectNode root = head("chat.completion.chunk");
        choice(root, null, List.of())
                .putObject("delta")
                .put("role", "assistant")
                .put("content", "");
        if (request.tokenIds()) {
            root.set("prompt_token_ids", JSON.valueToTree(prompt));
        }
        return root;
    }

    ObjectNode chunk(String content, List<Said> said, @Nullable String finish) {
        ObjectNode root = head("chat.completion.chunk");
        ObjectNode delta = choice(root, finish, said).putObject("delta");
        if (!content.isEmpty()) {
            delta.put("content", content);
        }
        return root;
    }

    ObjectNode closingUsage(int tokens) {
        ObjectNode root = head("chat.completion.chunk");
        root.putArray("choices");
        usage(root, tokens);
        return root;
    }

    private ObjectNode head(String object) {
        return JSON.createObjectNode()
                .put("id", id)
                .put("object", object)
                .put("created", created)
                .put("model", model);
    }

    private ObjectNode choice(ObjectNode root, @Nullable String finish, List<Said> said) {
        ObjectNode choice = root.putArray("choices").addObject().put("index", 0).put("finish_reason", finish);
        if (request.alternatives() >= 0 && !said.isEmpty()) {
            ArrayNode content = choice.putObject("logprobs").putArray("content");
            for (Said one : said) {
                ArrayNode top = token(content.addObject(), one.token()).putArray("top_logprobs");
                one.alternatives().forEach(alternative -> token(top.addObject(), alternative));
            }
        } else {
            choice.putNull("logprobs");
        }
        if (request.tokenIds()) {
            ArrayNode ids = choice.putArray("token_ids");
            said.forEach(one -> ids.add(one.token().id()));
        }
        return choice;
    }

    private ObjectNode token(ObjectNode node, Ask.Token token) {
        String word = text.decode(List.of(token.id()));
        node.put("token", word).put("logprob", token.logProb());
        byte[] own = text.bytes(token.id());
        if (own == null) {
            return node.putNull("bytes");
        }
        ArrayNode bytes = node.putArray("bytes");
        for (byte one : own) {
            bytes.add(one & 0xff);
        }
        return node;
    }

    private void usage(ObjectNode root, int tokens) {
        root.putObject("usage")
                .put("prompt_tokens", prompt.length)
                .put("completion_tokens", tokens)
                .put("total_tokens", prompt.length + tokens);
    }
}
