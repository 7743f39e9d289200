package io.insitu.topology.errors;

import java.util.Map;
import java.util.Objects;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Sets records aside whose data a stage could not carry. Any other exception is broken code and stops the instance. */
public final class BrokenToDeadLetter implements ProcessingExceptionHandler {
    private @Nullable DeadLetterOffice office;

    @Override
    public void configure(Map<String, ?> config) {
        office = DeadLetterOffice.from(config);
    }

    @Override
    public Response handleError(ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
        return Objects.requireNonNull(office, "Kafka configures a handler before its first use")
                .letters(context, context.sourceRawKey(), context.sourceRawValue(), exception)
                .map(Response::resume)
                .orElseGet(Response::fail);
    }
}
