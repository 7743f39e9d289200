package io.insitu.connectors.onnx;

import io.insitu.schemas.model.ModelConfig;

/** Cosines and sines of the rotary positions, (positions, headDim / 2), computed in float64. */
record RotaryTable(float[] cos, float[] sin) {
    static RotaryTable of(ModelConfig config, int positions) {
        double[] frequencies = config.ropeFrequencies();
        int half = frequencies.length;
        float[] cos = new float[positions * half];
        float[] sin = new float[positions * half];
        for (int position = 0; position < positions; position++) {
            for (int j = 0; j < half; j++) {
                double angle = position * frequencies[j];
                cos[position * half + j] = (float) Math.cos(angle);
                sin[position * half + j] = (float) Math.sin(angle);
            }
        }
        return new RotaryTable(cos, sin);
    }
}
