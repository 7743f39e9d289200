package io.insitu.schemas.serde;

import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** How large a record may be, for whoever takes events in: refused at the door, it can still leave a letter. */
public final class RecordLimit {
    private RecordLimit() {}

    /** Why this fact will never fit into a record, in words; null when it does. */
    public static @Nullable String violation(SpecificRecord fact) {
        int bytes = CanonicalBytes.of(fact).length + AvroSerde.HEADER;
        return bytes <= AvroSerde.MAX_BYTES
                ? null
                : "takes " + bytes + " bytes as a record, the limit is " + AvroSerde.MAX_BYTES;
    }
}
