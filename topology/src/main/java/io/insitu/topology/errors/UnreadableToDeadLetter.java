package io.insitu.topology.errors;

import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.jspecify.annotations.Nullable;

/** Sets bytes aside that are no record of their topic. A registry that does not answer stops the instance instead. */
public final class UnreadableToDeadLetter implements DeserializationExceptionHandler {
    private @Nullable DeadLetterOffice office;

    @Override
    public void configure(Map<String, ?> config) {
        office = DeadLetterOffice.from(config);
    }

    @Override
    public Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
        return Objects.requireNonNull(office, "Kafka configures a handler before its first use")
                .letters(context, record.key(), record.value(), exception)
                .map(Response::resume)
                .orElseGet(Response::fail);
    }
}
