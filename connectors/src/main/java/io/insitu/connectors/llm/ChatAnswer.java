package io.insitu.connectors.llm;

/**
 * What a model said.
 *
 * @param text the first choice's words
 * @param model who answered, in the endpoint's own words
 * @param whole false: the answer was cut at the limit of tokens
 * @param promptDigest of the request's body, whose bytes depend on the question and the model's name alone
 * @param answerDigest of the text
 * @param tokens of question and answer together, as counted by the endpoint; estimated where it does not count. Those of
 *     earlier attempts, which came to nothing, are with them
 * @param attempts how often it was asked
 */
public record ChatAnswer(
        String text, String model, boolean whole, String promptDigest, String answerDigest, long tokens, int attempts) {
    ChatAnswer after(Spending spent) {
        return new ChatAnswer(text, model, whole, promptDigest, answerDigest, spent.tokens(), spent.attempts());
    }
}
