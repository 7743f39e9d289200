package io.insitu.ops.llm;

import io.insitu.schemas.event.Reply;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a reply cost. It is told at the end of who answered, so that the log knows what was spent, whichever process spent it.
 *
 * @param requests sent, those included that came to nothing
 * @param tokens of questions and answers
 */
public record Expense(long requests, long tokens) {
    private static final Expense NOTHING = new Expense(0, 0);
    private static final Pattern TOLD = Pattern.compile("; requests ([0-9]{1,6}), tokens ([0-9]{1,15})$");

    /** Who answered, and at what cost; as it is where nobody was asked. */
    String toldBy(String worker) {
        return requests == 0 ? worker : worker + "; requests " + requests + ", tokens " + tokens;
    }

    /** What a reply says of its cost; nothing of one that asked no model. */
    public static Expense of(Reply reply) {
        Matcher told = TOLD.matcher(reply.getWorker());
        return told.find() ? new Expense(Long.parseLong(told.group(1)), Long.parseLong(told.group(2))) : NOTHING;
    }
}
