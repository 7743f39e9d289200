package io.insitu.schemas.serde;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * The bytes that say what a fact is, for digests: equal facts have equal ones. Avro's own encoding writes a map in
 * whatever order it happens to have, and a fact that was sent again may have another.
 */
public final class CanonicalBytes {
    static {
        EventClasses.trust();
    }

    private CanonicalBytes() {}

    /** Avro binary with maps in order of key; no header, so it does not name the schema. */
    public static byte[] of(SpecificRecord fact) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try {
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
            new OrderedDatumWriter<SpecificRecord>(fact.getSchema(), SpecificData.getForClass(fact.getClass()))
                    .write(fact, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("memory refused a write", e);
        }
        return out.toByteArray();
    }
}
