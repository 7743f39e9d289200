package io.insitu.schemas;

/**
 * What {@code TaskStarted.attributes} of a recorded attempt may say for verifiers. None of it was seen by the agent, and none of it may be
 * shown to one or learnt from: it is what attempts are measured by.
 */
public final class TaskAttributes {
    /**
     * The calls a right attempt comes down to, in order: a JSON array of {@code {"name", "arguments"}}, with {@code
     * "requestor": "user"} where it is not the agent's call. An empty array: to leave everything as it is.
     */
    public static final String EXPECTED_ACTIONS = "expected.actions";

    /** A JSON array of texts that the agent must have said. */
    public static final String EXPECTED_OUTPUTS = "expected.outputs";

    /**
     * The checkable answer, as JSON: for each turn an array of calls, each either {@code {"name": {"argument": [values that will
     * do]}}} or text of the form {@code name(argument=value)}. An empty array: no call is right.
     */
    public static final String EXPECTED_ANSWERS = "expected.answers";

    /** What the recorded verdict compared the attempt with: a digest of the state that should be reached. */
    public static final String GROUND_TRUTH = "expected.state";

    /**
     * What a user who has tools of its own did with them, unseen by the agent: a JSON array of {@code {"name", "error",
     * "arguments"}} in order.
     */
    public static final String USER_ACTIONS = "observed.user.actions";

    private TaskAttributes() {}
}
