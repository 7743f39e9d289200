package io.insitu.processors.distil;

import java.util.List;

/**
 * What a model may be asked to compare: on one occasion one attempt did well and another did not.
 *
 * @param occasion what both met: a group, an error, an instruction
 * @param asked a model was asked about it: until it has answered the case stays as it is, and then it is done with
 */
public record OpenCase(String occasion, Excerpt well, Excerpt badly, boolean asked) {
    static OpenCase of(String occasion) {
        return new OpenCase(occasion, Excerpt.NONE, Excerpt.NONE, false);
    }

    /** With the newest attempt of its kind. */
    OpenCase with(Excerpt excerpt, boolean didWell) {
        return new OpenCase(occasion, didWell ? excerpt : well, didWell ? badly : excerpt, asked);
    }

    OpenCase without(String trajectoryId) {
        return new OpenCase(
                occasion,
                well.trajectoryId().equals(trajectoryId) ? Excerpt.NONE : well,
                badly.trajectoryId().equals(trajectoryId) ? Excerpt.NONE : badly,
                asked);
    }

    /** It is asked about now. What it was asked with is kept: the answer may fail for a reason that passes. */
    OpenCase beingAsked() {
        return new OpenCase(occasion, well, badly, true);
    }

    /** There is no answer, for a reason that may pass: the next attempt at the occasion is a reason to ask once more. */
    OpenCase reopened() {
        return new OpenCase(occasion, well, badly, false);
    }

    /** A question is as good as its evidence is fresh: that is kept no longer. */
    OpenCase closed() {
        return new OpenCase(occasion, Excerpt.NONE, Excerpt.NONE, true);
    }

    /** Whether what was asked about it is still what it holds. */
    boolean isAbout(List<String> trajectories) {
        return trajectories.equals(List.of(well.trajectoryId(), badly.trajectoryId()));
    }

    boolean isWhole() {
        return !asked && !well.isNone() && !badly.isNone();
    }
}
