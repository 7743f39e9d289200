package io.insitu.connectors.otlp;

import com.google.protobuf.Message;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;

/** What a request is about. */
enum Signal {
    TRACES("rejectedSpans"),
    LOGS("rejectedLogRecords");

    final String rejectedField;

    Signal(String rejectedField) {
        this.rejectedField = rejectedField;
    }

    Message answer(long rejected, String why) {
        if (rejected == 0) {
            return this == TRACES
                    ? ExportTraceServiceResponse.getDefaultInstance()
                    : ExportLogsServiceResponse.getDefaultInstance();
        }
        return this == TRACES
                ? ExportTraceServiceResponse.newBuilder()
                        .setPartialSuccess(ExportTracePartialSuccess.newBuilder()
                                .setRejectedSpans(rejected)
                                .setErrorMessage(why))
                        .build()
                : ExportLogsServiceResponse.newBuilder()
                        .setPartialSuccess(ExportLogsPartialSuccess.newBuilder()
                                .setRejectedLogRecords(rejected)
                                .setErrorMessage(why))
                        .build();
    }
}
