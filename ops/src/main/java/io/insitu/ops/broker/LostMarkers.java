package io.insitu.ops.broker;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.TransactionResult;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest.TxnMarkerEntry;
import org.apache.kafka.common.requests.WriteTxnMarkersResponse;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.coordinator.transaction.generated.TransactionLogValue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the transaction markers that a broker of 4.3.1 forgets when it is killed between a decision and its markers.
 * On the next start the coordinator sends them while partitions have no leader yet, takes those for deleted, and calls
 * the transaction complete: it then stays open for ever, and readers of committed records wait behind it. The decision
 * itself is in the log of the coordinator, so the markers can be written as decided. To be called before any client.
 */
final class LostMarkers {
    private static final Logger LOG = LoggerFactory.getLogger(LostMarkers.class);
    private static final String DECISIONS = "__transaction_state";
    private static final byte ONGOING = 1;
    private static final byte PREPARE_COMMIT = 2;
    private static final byte PREPARE_ABORT = 3;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SOCKET_MS = 10_000;

    private final ClientSettings clients;
    private final int port;

    LostMarkers(ClientSettings clients, int port) {
        this.clients = clients;
        this.port = port;
    }

    /** Answers how many markers were missing. */
    int write() throws ExecutionException, InterruptedException, IOException {
        int written = 0;
        try (Admin admin = Admin.create(clients.admin())) {
            for (TransactionLogValue decision : decisions()) {
                Map<TopicPartition, PartitionProducerState> producers = describe(admin, partitions(decision));
                for (Map.Entry<TopicPartition, PartitionProducerState> place : producers.entrySet()) {
                    for (ProducerState state : place.getValue().activeProducers()) {
                        if (state.producerId() == decision.producerId()
                                && state.producerEpoch() == decision.producerEpoch()
                                && state.currentTransactionStartOffset().isPresent()) {
                            write(
                                    decision,
                                    place.getKey(),
                                    Math.max(0, state.coordinatorEpoch().orElse(0)));
                            written++;
                        }
                    }
                }
            }
        }
        if (written > 0) {
            LOG.warn("broker: wrote {} transaction markers that a kill had left unwritten", written);
        }
        return written;
    }

    /** The last transaction of each id, where it was decided. */
    private Collection<TransactionLogValue> decisions() {
        Map<String, TransactionLogValue> last = new HashMap<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(clients.consumer(), new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(DECISIONS).stream()
                    .map(info -> new TopicPartition(DECISIONS, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    note(last, record);
                }
            }
        }
        return last.values();
    }

    private static void note(Map<String, TransactionLogValue> last, ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            last.remove(record.key());
            return;
        }
        ByteBuffer bytes = ByteBuffer.wrap(record.value());
        short version = bytes.getShort();
        TransactionLogValue value = new TransactionLogValue(new ByteBufferAccessor(bytes), version);
        byte status = value.transactionStatus();
        if (status == PREPARE_COMMIT || status == PREPARE_ABORT) {
            last.put(record.key(), value);
        } else if (status == ONGOING) {
            last.remove(record.key()); // undecided: its successor will abort it
        }
    }

    private static List<TopicPartition> partitions(TransactionLogValue decision) {
        List<TopicPartition> partitions = new ArrayList<>();
        decision.transactionPartitions()
                .forEach(topic -> topic.partitionIds()
                        .forEach(partition -> partitions.add(new TopicPartition(topic.topic(), partition))));
        return partitions;
    }

    /** Waits until every partition has a leader that answers. */
    private static Map<TopicPartition, PartitionProducerState> describe(Admin admin, List<TopicPartition> partitions)
            throws ExecutionException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return admin.describeProducers(partitions).all().get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.sleep(100);
            }
        }
    }

    /** The admin client can only abort; a commit needs the request that brokers send each other. */
    private void write(TransactionLogValue decision, TopicPartition partition, int coordinatorEpoch)
            throws IOException {
        TransactionResult result =
                decision.transactionStatus() == PREPARE_COMMIT ? TransactionResult.COMMIT : TransactionResult.ABORT;
        TxnMarkerEntry marker = new TxnMarkerEntry(
                decision.producerId(),
                decision.producerEpoch(),
                coordinatorEpoch,
                result,
                List.of(partition),
                decision.clientTransactionVersion());
        WriteTxnMarkersRequest request = new WriteTxnMarkersRequest.Builder(List.of(marker)).build();
        RequestHeader header = new RequestHeader(ApiKeys.WRITE_TXN_MARKERS, request.version(), "insitu-markers", 1);
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(SOCKET_MS);
            ByteBuffer body = request.serializeWithHeader(header);
            ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + body.remaining());
            frame.putInt(body.remaining()).put(body);
            socket.getOutputStream().write(frame.array());
            socket.getOutputStream().flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] answer = in.readNBytes(in.readInt());
            WriteTxnMarkersResponse response =
                    (WriteTxnMarkersResponse) AbstractResponse.parseResponse(ByteBuffer.wrap(answer), header);
            response.errorsByProducerId()
                    .values()
                    .forEach(errors -> errors.forEach((place, error) -> {
                        if (error != Errors.NONE) {
                            throw error.exception("marker for " + place);
                        }
                    }));
        }
    }
}
