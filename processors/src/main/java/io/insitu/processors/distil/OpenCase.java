package io.insitu.processors.distil;

/**
 * What a model may be asked to compare: on one occasion one attempt did well and another did not.
 *
 * @param occasion what both met: a group, an error, an instruction
 * @param asked a model was asked about it; it is not asked again
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

    /** A question is as good as its evidence is fresh: that is kept no longer. */
    OpenCase closed() {
        return new OpenCase(occasion, Excerpt.NONE, Excerpt.NONE, true);
    }

    boolean isWhole() {
        return !asked && !well.isNone() && !badly.isNone();
    }
}
