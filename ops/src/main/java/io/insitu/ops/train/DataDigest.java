package io.insitu.ops.train;

import io.insitu.schemas.Digest;
import io.insitu.trainer.run.Attempt;
import io.insitu.trainer.step.Example;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The tokens and weights that were read: what a file of messages becomes depends on tokenizer and template, too, and a run
 * that was interrupted under others must not go on.
 */
final class DataDigest {
    private DataDigest() {}

    static String of(List<Attempt> attempts) {
        Digest digest = Digest.start();
        for (Attempt attempt : attempts) {
            for (Example example : attempt.examples()) {
                ByteBuffer bytes = ByteBuffer.allocate(example.length() * (Integer.BYTES + Float.BYTES));
                int[] tokens = example.tokens();
                for (int t = 0; t < tokens.length; t++) {
                    bytes.putInt(tokens[t]).putFloat(example.weight(t));
                }
                digest.add(bytes.array());
            }
        }
        return digest.id();
    }
}
