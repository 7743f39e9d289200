package io.insitu.schemas.model;

/**
 * How rotary frequencies are stretched for contexts longer than the model was first trained on.
 *
 * @param factor by which positions are stretched; 1 changes nothing
 * @param lowFrequency wavelengths above {@code original / lowFrequency} are stretched in full; llama3 only
 * @param highFrequency wavelengths below {@code original / highFrequency} are left alone; llama3 only
 * @param originalPositions original_max_position_embeddings; llama3 only
 */
public record RopeScaling(
        Kind kind, double factor, double lowFrequency, double highFrequency, double originalPositions) {
    /** As HF's rope_type names them. */
    public enum Kind {
        DEFAULT,
        LINEAR,
        LLAMA3
    }

    /** Frequencies as they are. */
    public static final RopeScaling NONE = new RopeScaling(Kind.DEFAULT, 1, 1, 1, 1);

    public RopeScaling {
        if (!(factor >= 1) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException("rope factor must be at least 1, was " + factor);
        }
        if (kind == Kind.LLAMA3 && !(lowFrequency > 0 && highFrequency > lowFrequency && originalPositions > 0)) {
            throw new IllegalArgumentException("rope low_freq_factor " + lowFrequency + ", high_freq_factor "
                    + highFrequency + " and original_max_position_embeddings " + originalPositions
                    + " must be positive and rising");
        }
    }

    public static RopeScaling linear(double factor) {
        return new RopeScaling(Kind.LINEAR, factor, 1, 1, 1);
    }

    public static RopeScaling llama3(double factor, double low, double high, double originalPositions) {
        return new RopeScaling(Kind.LLAMA3, factor, low, high, originalPositions);
    }

    /** The stretched angle per position of an angle per position. StrictMath and doubles: alike on every machine. */
    double of(double frequency) {
        return switch (kind) {
            case DEFAULT -> frequency;
            case LINEAR -> frequency / factor;
            case LLAMA3 -> {
                double wavelength = 2 * Math.PI / frequency;
                if (wavelength < originalPositions / highFrequency) {
                    yield frequency;
                }
                if (wavelength > originalPositions / lowFrequency) {
                    yield frequency / factor;
                }
                double kept = (originalPositions / wavelength - lowFrequency) / (highFrequency - lowFrequency);
                yield (1 - kept) * frequency / factor + kept * frequency;
            }
        };
    }
}
