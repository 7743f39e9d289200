package io.insitu.connectors.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Fields of a chat completion that OpenAI, vLLM and their kin know and that are not computed here. To ignore one would
 * change the answer unseen: it is refused unless its value asks for what is done anyway. So is a field nobody knows.
 */
final class NeutralFields {
    /** Computed here; see {@link ChatRequest}. */
    static final Set<String> COMPUTED = Set.of(
            "model",
            "messages",
            "prompt_token_ids",
            "stream",
            "stream_options",
            "max_tokens",
            "max_completion_tokens",
            "temperature",
            "top_p",
            "top_k",
            "seed",
            "stop",
            "logprobs",
            "top_logprobs",
            "return_token_ids");

    /** Of no consequence for what is answered: whose request it is, what is kept or cached of it, how soon it is served. */
    static final Set<String> WITHOUT_CONSEQUENCE = Set.of(
            "cache_salt",
            "metadata",
            "parallel_tool_calls",
            "prediction",
            "priority",
            "prompt_cache_key",
            "prompt_cache_retention",
            "request_id",
            "safety_identifier",
            "service_tier",
            "store",
            "user");

    /** Absent, null, false, 0, "" or empty: nothing is asked for. */
    static final Set<String> OFF = Set.of(
            "add_special_tokens",
            "allowed_token_ids",
            "audio",
            "bad_words",
            "chat_template",
            "chat_template_kwargs",
            "continue_final_message",
            "custom_params",
            "documents",
            "ebnf",
            "echo",
            "frequency_penalty",
            "function_call",
            "functions",
            "guided_choice",
            "guided_grammar",
            "guided_json",
            "guided_regex",
            "ignore_eos",
            "include_stop_str_in_output",
            "json_schema",
            "kv_transfer_params",
            "logit_bias",
            "logits_processors",
            "lora_path",
            "min_p",
            "min_tokens",
            "mm_processor_kwargs",
            "no_repeat_ngram_size",
            "presence_penalty",
            "prompt_embeds",
            "prompt_logprobs",
            "regex",
            "return_tokens_as_token_ids",
            "stop_token_ids",
            "structural_tag",
            "structured_outputs",
            "suffix",
            "thinking_token_budget",
            "tools",
            "truncate_prompt_tokens",
            "use_beam_search",
            "vllm_xargs",
            "web_search_options");

    /** Absent, null or one of these, as JSON writes them. */
    static final Map<String, Set<String>> ONLY = Map.ofEntries(
            Map.entry("n", Set.of("1")),
            Map.entry("best_of", Set.of("1")),
            Map.entry("repetition_penalty", Set.of("1", "1.0")),
            Map.entry("length_penalty", Set.of("1", "1.0")),
            Map.entry("typical_p", Set.of("1", "1.0")),
            Map.entry("early_stopping", Set.of("false")),
            Map.entry("add_generation_prompt", Set.of("true")),
            Map.entry("skip_special_tokens", Set.of("true")),
            Map.entry("spaces_between_special_tokens", Set.of("true", "false")),
            Map.entry("include_reasoning", Set.of("true", "false")), // there is none
            Map.entry("modalities", Set.of("[\"text\"]")),
            Map.entry("reasoning_effort", Set.of("\"none\"")),
            Map.entry("response_format", Set.of("{\"type\":\"text\"}")),
            Map.entry("tool_choice", Set.of("\"none\"", "\"auto\"")), // of no tools
            Map.entry("verbosity", Set.of("\"medium\"")));

    private NeutralFields() {}

    static void mustBeNeutral(Body body) throws ApiError {
        for (Map.Entry<String, JsonNode> field : body.root().properties()) {
            String name = field.getKey();
            if (field.getValue().isNull() || COMPUTED.contains(name) || WITHOUT_CONSEQUENCE.contains(name)) {
                continue;
            }
            Set<String> only = ONLY.get(name);
            boolean neutral = only == null
                    ? isOff(field.getValue())
                    : only.contains(field.getValue().toString());
            if (only == null && !OFF.contains(name)) {
                throw ApiError.bad(name, Seen.quoted(name) + " is no field that is known here; drop it");
            }
            if (!neutral) {
                List<String> accepted = new ArrayList<>(only == null ? List.of() : only);
                accepted.sort(null);
                throw ApiError.bad(
                        name,
                        name + " is not implemented"
                                + (accepted.isEmpty()
                                        ? "; drop it"
                                        : "; only " + String.join(" or ", accepted) + ", was "
                                                + Seen.as(field.getValue())));
            }
        }
    }

    static boolean isOff(JsonNode value) {
        return value.isNull()
                || (value.isContainerNode() && value.isEmpty())
                || value.isBoolean() && !value.booleanValue()
                || value.isNumber() && value.doubleValue() == 0
                || value.isTextual() && value.textValue().isEmpty();
    }
}
