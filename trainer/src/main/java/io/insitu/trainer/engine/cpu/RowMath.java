package io.insitu.trainer.engine.cpu;

/** Loops over arrays, written so that C2 turns them into vector instructions: no calls, no branches, no bit tricks. */
final class RowMath {
    private RowMath() {}

    /**
     * exp of values at most 0, in place: (1 + q)^8 with q = e^(x / 8) - 1, which comes of e^(x / 32) - 1 by two doublings,
     * e^2t - 1 = q (2 + q): a rounding of 1 + q counts 8 times in the power, not 32 times. Taylor polynomial of degree 8; relative error below 2e-6 above -6 and 1e-5 above
     * -20; below, the values are too small to matter.
     */
    static void expOfNonPositive(float[] x, int from, int count) {
        for (int i = from; i < from + count; i++) {
            float t = Math.max(x[i], -80f) * 0.03125f;
            float q = 1f / 40320;
            q = q * t + 1f / 5040;
            q = q * t + 1f / 720;
            q = q * t + 1f / 120;
            q = q * t + 1f / 24;
            q = q * t + 1f / 6;
            q = q * t + 0.5f;
            q = q * t + 1f;
            q *= t;
            q *= 2f + q;
            q *= 2f + q;
            float p = 1f + q;
            p *= p;
            p *= p;
            x[i] = p * p;
        }
    }

    /** sigmoid(x) = (1 + tanh(x / 2)) / 2 with the clamped rational tanh of degree 13 over 6; error about 1e-7. */
    static void sigmoid(float[] x, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            float h = Math.min(Math.max(0.5f * x[i], -7.90531110763549805f), 7.90531110763549805f);
            float s = h * h;
            float p = -2.76076847742355e-16f;
            p = p * s + 2.00018790482477e-13f;
            p = p * s - 8.60467152213735e-11f;
            p = p * s + 5.12229709037114e-08f;
            p = p * s + 1.48572235717979e-05f;
            p = p * s + 6.37261928875436e-04f;
            p = p * s + 4.89352455891786e-03f;
            float q = 1.19825839466702e-06f;
            q = q * s + 1.18534705686654e-04f;
            q = q * s + 2.26843463243900e-03f;
            q = q * s + 4.89352518554385e-03f;
            y[i] = 0.5f + 0.5f * (h * p / q);
        }
    }

    /** Eight partial sums: a single one would wait for itself. The order is fixed, so the result is too. */
    static float dot(float[] a, int fromA, float[] b, int fromB, int count) {
        float s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
        int i = 0;
        for (; i + 7 < count; i += 8) {
            s0 += a[fromA + i] * b[fromB + i];
            s1 += a[fromA + i + 1] * b[fromB + i + 1];
            s2 += a[fromA + i + 2] * b[fromB + i + 2];
            s3 += a[fromA + i + 3] * b[fromB + i + 3];
            s4 += a[fromA + i + 4] * b[fromB + i + 4];
            s5 += a[fromA + i + 5] * b[fromB + i + 5];
            s6 += a[fromA + i + 6] * b[fromB + i + 6];
            s7 += a[fromA + i + 7] * b[fromB + i + 7];
        }
        for (; i < count; i++) {
            s0 += a[fromA + i] * b[fromB + i];
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }

    /** In doubles: the norm of a row divides by it, and an error here is one of every value. */
    static double sumOfSquares(float[] a, int from, int count) {
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        int i = 0;
        for (; i + 3 < count; i += 4) {
            s0 += (double) a[from + i] * a[from + i];
            s1 += (double) a[from + i + 1] * a[from + i + 1];
            s2 += (double) a[from + i + 2] * a[from + i + 2];
            s3 += (double) a[from + i + 3] * a[from + i + 3];
        }
        for (; i < count; i++) {
            s0 += (double) a[from + i] * a[from + i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    /** In doubles, as {@link #sumOfSquares}: a softmax divides by it. */
    static double sum(float[] a, int from, int count) {
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
        int i = 0;
        for (; i + 7 < count; i += 8) {
            s0 += a[from + i];
            s1 += a[from + i + 1];
            s2 += a[from + i + 2];
            s3 += a[from + i + 3];
            s4 += a[from + i + 4];
            s5 += a[from + i + 5];
            s6 += a[from + i + 6];
            s7 += a[from + i + 7];
        }
        for (; i < count; i++) {
            s0 += a[from + i];
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }

    static float max(float[] a, int from, int count) {
        float m0 = a[from], m1 = m0, m2 = m0, m3 = m0;
        int i = 0;
        for (; i + 3 < count; i += 4) {
            m0 = Math.max(m0, a[from + i]);
            m1 = Math.max(m1, a[from + i + 1]);
            m2 = Math.max(m2, a[from + i + 2]);
            m3 = Math.max(m3, a[from + i + 3]);
        }
        for (; i < count; i++) {
            m0 = Math.max(m0, a[from + i]);
        }
        return Math.max(Math.max(m0, m1), Math.max(m2, m3));
    }

    static void subtract(float[] a, int from, int count, float value) {
        for (int i = from; i < from + count; i++) {
            a[i] -= value;
        }
    }

    static void scale(float[] a, int from, int count, float factor) {
        for (int i = from; i < from + count; i++) {
            a[i] *= factor;
        }
    }

    static void add(float[] from, float[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] += from[i];
        }
    }

    /** to *= by. */
    static void multiply(float[] by, float[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] *= by[i];
        }
    }

    static void rotate(float[] row, int from, int half, float[] cos, float[] sin, int table, float direction) {
        for (int j = 0; j < half; j++) {
            float c = cos[table + j];
            float s = sin[table + j] * direction;
            float low = row[from + j];
            float high = row[from + half + j];
            row[from + j] = low * c - high * s;
            row[from + half + j] = high * c + low * s;
        }
    }

    static void normalise(float[] x, float[] weight, int from, int count, float rstd, float[] y) {
        for (int i = 0; i < count; i++) {
            y[from + i] = x[from + i] * rstd * weight[i];
        }
    }

    /** dx += rstd (dy w - x k). */
    static void normaliseBackward(
            float[] x, float[] weight, float[] dy, int from, int count, float rstd, float k, float[] dx) {
        for (int i = 0; i < count; i++) {
            dx[from + i] += rstd * (dy[from + i] * weight[i] - x[from + i] * k);
        }
    }

    /** dw += dy x rstd. */
    static void normWeightBackward(float[] x, float[] dy, int from, int count, float rstd, float[] dWeight) {
        for (int i = 0; i < count; i++) {
            dWeight[i] += dy[from + i] * x[from + i] * rstd;
        }
    }

    static void product(float[] a, int fromA, float[] b, int count, float[] y) {
        for (int i = 0; i < count; i++) {
            y[i] = a[fromA + i] * b[i];
        }
    }

    /** A row of gateUp is gate, then up. */
    static void swiGlu(float[] gateUp, int from, float[] sigma, int ff, float[] y, int at) {
        for (int i = 0; i < ff; i++) {
            y[at + i] = gateUp[from + i] * sigma[i] * gateUp[from + ff + i];
        }
    }

    /** Replaces gate and up by their gradients. */
    static void swiGluBackward(float[] gateUp, int from, float[] sigma, int ff, float[] dy, int at) {
        for (int i = 0; i < ff; i++) {
            float gate = gateUp[from + i];
            float up = gateUp[from + ff + i];
            float d = dy[at + i];
            gateUp[from + i] = d * up * sigma[i] * (1 + gate * (1 - sigma[i]));
            gateUp[from + ff + i] = d * gate * sigma[i];
        }
    }

    /** Whether {@link #adamW} would leave nothing but finite numbers; changes nothing. */
    static boolean adamWStaysFinite(
            float[] p,
            float[] m,
            float[] v,
            float[] g,
            int count,
            float gradientScale,
            float beta1,
            float beta2,
            float decay,
            float rate,
            float rootCorrection,
            float epsilon) {
        float wrong = 0; // 0 * x is 0 for every finite x, and NaN for the others
        for (int i = 0; i < count; i++) {
            float gradient = g[i] * gradientScale;
            float first = beta1 * m[i] + (1 - beta1) * gradient;
            float second = beta2 * v[i] + (1 - beta2) * gradient * gradient;
            float next = p[i] * decay - rate * first / ((float) Math.sqrt(second) * rootCorrection + epsilon);
            wrong += 0 * next + 0 * second;
        }
        return wrong == 0;
    }

    static void adamW(
            float[] p,
            float[] m,
            float[] v,
            float[] g,
            int count,
            float gradientScale,
            float beta1,
            float beta2,
            float decay,
            float rate,
            float rootCorrection,
            float epsilon) {
        for (int i = 0; i < count; i++) {
            float gradient = g[i] * gradientScale;
            float first = beta1 * m[i] + (1 - beta1) * gradient;
            float second = beta2 * v[i] + (1 - beta2) * gradient * gradient;
            m[i] = first;
            v[i] = second;
            p[i] = p[i] * decay - rate * first / ((float) Math.sqrt(second) * rootCorrection + epsilon);
        }
    }
}
