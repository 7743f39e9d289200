package io.insitu.trainer.engine.cuda;

import io.insitu.trainer.engine.cuda.Rows.Type;
import java.nio.ByteBuffer;

/** Numbers of a view, from and to its bytes. */
final class Views {
    private Views() {}

    /** Row by row, widened. */
    static float[] read(ByteBuffer bytes, Rows rows) {
        float[] values = new float[rows.rows() * rows.columns()];
        for (int i = 0; i < values.length; i++) {
            int at = place(i, rows);
            values[i] = rows.type() == Type.F32 ? bytes.getFloat(4 * at) : Bf16.widen(bytes.getShort(2 * at));
        }
        return values;
    }

    /** Row by row, rounded where the view holds bf16; gaps stay as they are. */
    static void write(float[] values, Rows rows, ByteBuffer bytes) {
        for (int i = 0; i < values.length; i++) {
            int at = place(i, rows);
            if (rows.type() == Type.F32) {
                bytes.putFloat(4 * at, values[i]);
            } else {
                bytes.putShort(2 * at, Bf16.round(values[i]));
            }
        }
    }

    private static int place(int i, Rows rows) {
        return i / rows.columns() * rows.stride() + i % rows.columns();
    }
}
