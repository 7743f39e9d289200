package io.insitu.processors;

import io.insitu.schemas.Digest;
import io.insitu.schemas.event.RequestFailed;

/** Whether, and as what, a question is asked again whose answer failed for a reason that may pass. */
public final class AskingAgain {
    /** How often; its worker has tried for a while by itself each time. */
    public static final int MOST = 2;

    private AskingAgain() {}

    /**
     * @param again how often it was asked again already
     */
    public static boolean mayHelp(RequestFailed failed, int again) {
        return failed.getRetryable() && again < MOST;
    }

    /**
     * Id of a question: that of its content, and from the second time on of how often it was asked, for each request has one reply.
     *
     * @param again how often it was asked before
     */
    public static String id(int again, String... content) {
        Digest digest = Digest.start();
        for (String part : content) {
            digest.add(part);
        }
        return (again == 0 ? digest : digest.add(Integer.toString(again))).id();
    }
}
