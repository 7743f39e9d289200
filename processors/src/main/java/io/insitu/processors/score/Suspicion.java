package io.insitu.processors.score;

/**
 * Why a recorded outcome cannot be believed; each is reason enough. What was done clears a recorded outcome of the last two where
 * its task says what it expects: a grade that agrees with the check was given for a bad reason and is right all the same.
 */
public enum Suspicion {
    /**
     * Two sources say the opposite, and none that knows better settles it: the calls that worked, or what was said, are not what
     * the task expects of a success; or what the attempt claims and what others say of it contradict each other.
     */
    SOURCES_DISAGREE,

    /**
     * Nothing the agent did changed anything, and success takes a change: the task expects one, or nearly all that succeeded at
     * it changed something.
     */
    SUCCESS_WITHOUT_EFFECT,

    /**
     * The verdict compared with one state where tasks come to different ends: it is blind to what was done, hence right by luck
     * only.
     */
    SHARED_GROUND_TRUTH,

    /**
     * The same was done at the same task and graded otherwise. Where the task says what it expects, the side that the check speaks
     * against is suspect, be it the failures; elsewhere the grade that stands alone against many.
     */
    EQUAL_ACTIONS_DIFFERENT_GRADES
}
