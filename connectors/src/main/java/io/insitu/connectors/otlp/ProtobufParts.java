package io.insitu.connectors.otlp;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Counts the fields of a message before it is read: an empty span is two bytes on the wire and two hundred as an object. */
final class ProtobufParts {
    private static final int DEPTH = 100; // the parser's own limit
    private static final Set<Descriptor> RECORDS =
            Set.of(Span.getDescriptor(), Span.Event.getDescriptor(), LogRecord.getDescriptor());

    private final CodedInputStream in;
    private final Count fields;
    private final Count records;

    private ProtobufParts(byte[] body, PartLimits limits) {
        this.in = CodedInputStream.newInstance(body);
        this.fields = new Count(limits.parts(), "fields");
        this.records = Count.records(limits);
    }

    static void check(byte[] body, Descriptor type, PartLimits limits) throws IOException {
        new ProtobufParts(body, limits).message(type, 0, 0);
    }

    /**
     * @param type null: nobody knows it; unknown fields are kept, and cost what known ones do
     * @param end the tag it ends with; 0: it ends where its bytes do
     */
    private void message(@Nullable Descriptor type, int end, int depth) throws IOException {
        if (depth > DEPTH) {
            throw new InvalidProtocolBufferException("values within values, more than " + DEPTH + " deep");
        }
        if (type != null && RECORDS.contains(type)) {
            records.one();
        }
        int tag = in.readTag();
        while (tag != 0 && WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_END_GROUP) {
            fields.one();
            field(type, tag, depth);
            tag = in.readTag();
        }
        in.checkLastTagWas(end);
    }

    private void field(@Nullable Descriptor type, int tag, int depth) throws IOException {
        int number = WireFormat.getTagFieldNumber(tag);
        int wire = WireFormat.getTagWireType(tag);
        if (wire == WireFormat.WIRETYPE_START_GROUP) {
            message(null, number << 3 | WireFormat.WIRETYPE_END_GROUP, depth + 1);
            return;
        }
        FieldDescriptor field = type == null ? null : type.findFieldByNumber(number);
        if (wire != WireFormat.WIRETYPE_LENGTH_DELIMITED
                || field == null
                || field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
            in.skipField(tag);
            return;
        }
        int before = in.pushLimit(in.readRawVarint32());
        message(field.getMessageType(), 0, depth + 1);
        in.popLimit(before);
    }
}
