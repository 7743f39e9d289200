package io.insitu.connectors.openai;

/** The tokens that a request comes to, whether it gave them or its words; what is wrong with them is said of its field. */
final class Prompt {
    private Prompt() {}

    static int[] checked(int[] tokens, boolean asIds, int vocabulary, int context) throws ApiError {
        String field = asIds ? "prompt_token_ids" : "messages";
        if (tokens.length == 0) {
            throw ApiError.bad(field, field + " must hold at least one token" + (asIds ? ", was an empty list" : ""));
        }
        for (int i = 0; i < tokens.length; i++) {
            if (tokens[i] < 0 || tokens[i] >= vocabulary) {
                String place = asIds ? field + "[" + i + "]" : "token " + i + " of the messages";
                throw ApiError.bad(
                        field,
                        place + " is " + tokens[i] + ", outside the vocabulary of " + vocabulary + ": 0 to "
                                + (vocabulary - 1));
            }
        }
        if (tokens.length >= context) {
            throw new ApiError(
                    400,
                    "invalid_request_error",
                    field,
                    "context_length_exceeded",
                    "this model's maximum context length is " + context + " tokens: a prompt of " + tokens.length
                            + " leaves no room for an answer; shorten " + field);
        }
        return tokens;
    }
}
