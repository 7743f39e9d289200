package io.insitu.schemas;

/**
 * What stands in {@code Interaction.seq} when nobody counted: an event told by a span or a log record knows its time, and
 * perhaps how far the conversation was, but not how many events came before it. Such an event is put in order by
 * {@code atMs}, then by this number, then by event id, once its trajectory is closed.
 *
 * <pre>
 *   seq  Integer.MIN_VALUE ........... BY_TIME ........... -1 ........... 0, 1, 2 ...
 *        in a conversation: order      by its time         feedback       counted by the agent
 *        among events of one instant   alone
 * </pre>
 *
 * <p>What is told of a conversation is what the model saw and said. What is told by time alone (a tool's own span, an
 * agent's) may be the same thing seen from outside, and is then one step, not two.
 */
public final class Traced {
    /** Told by time alone. An end told so is the end of the whole trace. */
    public static final int BY_TIME = Integer.MIN_VALUE / 2;

    /**
     * Begins the id of a tool call whose own id nobody told, only its span: it may be any call of that tool that the
     * model asked for.
     */
    public static final String NAMELESS_CALL = "span-";

    private static final int PARTS = 1_000;

    private Traced() {}

    /** How far a conversation was, for {@code seq}: the message counted from 0, and the part of it. */
    public static int inConversation(int message, int part) {
        int capped = Math.max(0, Math.min(message, -(Integer.MIN_VALUE / 2) / PARTS - 2));
        return Integer.MIN_VALUE + capped * PARTS + Math.max(0, Math.min(part, PARTS - 1));
    }

    /** Whether this seq is no count. */
    public static boolean is(int seq) {
        return seq <= BY_TIME;
    }

    /** Whether this seq says how far a conversation was. */
    public static boolean isInConversation(int seq) {
        return seq < BY_TIME;
    }
}
