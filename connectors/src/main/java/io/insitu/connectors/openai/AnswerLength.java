package io.insitu.connectors.openai;

/**
 * How long an answer may become, as vLLM has it: what is asked for must fit into the context beside the prompt, and what
 * is beyond the server's own limit ends there; a request that does not say gets what the context leaves.
 *
 * @param context most tokens of prompt and answer together
 * @param most of one answer, whatever is asked for
 * @param together positions that each request may have while all of them are answered at once
 * @param least of an answer whose request does not say, and be it that fewer are answered at once then
 */
record AnswerLength(int context, int most, int together, int least) {
    /** For a prompt that leaves room. */
    int of(ChatRequest request, int prompt) throws ApiError {
        int left = context - prompt;
        int asked = request.maxTokens();
        if (asked == ChatRequest.UNSAID) {
            // Memory is set aside for the longest answer: one that nobody asked for must not keep others waiting.
            return Math.min(Math.min(left, most), Math.max(least, together - prompt));
        }
        if (asked > left) {
            String words = request.promptTokens() == null ? "messages" : "prompt_token_ids";
            throw new ApiError(
                    400,
                    "invalid_request_error",
                    "max_tokens",
                    "context_length_exceeded",
                    "this model's maximum context length is " + context + " tokens: a prompt of " + prompt
                            + " and max_tokens of " + asked + " are " + ((long) prompt + asked)
                            + "; ask for at most " + left + ", or shorten " + words);
        }
        return Math.min(asked, most);
    }
}
