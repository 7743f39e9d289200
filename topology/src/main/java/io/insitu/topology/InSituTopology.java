package io.insitu.topology;

import static io.insitu.schemas.Topics.ADAPTERS;
import static io.insitu.schemas.Topics.DEAD_LETTERS;
import static io.insitu.schemas.Topics.EXPERIENCE;
import static io.insitu.schemas.Topics.INTERACTIONS;
import static io.insitu.schemas.Topics.JOURNAL;
import static io.insitu.schemas.Topics.PRINCIPLES;
import static io.insitu.schemas.Topics.REQUESTS;
import static io.insitu.schemas.Topics.TOOLS;
import static io.insitu.schemas.Topics.TRAINING_BATCHES;
import static io.insitu.schemas.Topics.UPDATES;

import io.insitu.processors.LineageFaculties;
import io.insitu.processors.TaskMemories;
import io.insitu.processors.assemble.AssembleMemory;
import io.insitu.processors.assemble.AssembleTrajectoryProcessor;
import io.insitu.processors.distil.DistilMemory;
import io.insitu.processors.distil.DistilProcessor;
import io.insitu.processors.gate.GateMemory;
import io.insitu.processors.gate.GateProcessor;
import io.insitu.processors.intake.RecordFactProcessor;
import io.insitu.processors.lineage.LineageMemory;
import io.insitu.processors.lineage.LineageProcessor;
import io.insitu.processors.open.JournalDoor;
import io.insitu.processors.open.OpenJournalProcessor;
import io.insitu.processors.recall.RecallMemory;
import io.insitu.processors.recall.RecallProcessor;
import io.insitu.processors.route.RouteFactProcessor;
import io.insitu.processors.score.ScoreMemory;
import io.insitu.processors.score.ScoreTrajectoryProcessor;
import io.insitu.processors.select.SelectBatchProcessor;
import io.insitu.processors.select.SelectMemory;
import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.serde.TopicSerdes;
import java.util.List;
import org.apache.kafka.streams.Topology;

/**
 * The whole of Insitu's deciding, as one Streams application of two sub-topologies.
 *
 * <pre>
 * interactions ─► assemble ─┐
 * replies, adapters, acks, control ─► record ─► journal ─► open ─► score ─► distil ─► recall ─► gate ─► select ─► lineage
 *                                                                                      │
 *      experience, principles, tools, requests, training-batches, adapters, updates ◄─ route
 * </pre>
 */
public final class InSituTopology {
    private InSituTopology() {}

    /** Both sub-topologies, wired over the topics of the config's namespaces. */
    public static Topology build(TopologyConfig config, TopicSerdes serdes) {
        Wiring wiring = new Wiring(config, serdes);
        intake(config, serdes, wiring);
        evolve(config, wiring);
        return wiring.topology();
    }

    /** From many topics to the journal: afterwards there is one order, and everybody learns in it. */
    private static void intake(TopologyConfig config, TopicSerdes serdes, Wiring wiring) {
        wiring.read("read-interactions", INTERACTIONS);
        wiring.process(
                "assemble-trajectory",
                PromptCommits.of(() -> new AssembleTrajectoryProcessor(
                        config.assemble(),
                        INTERACTIONS.name(),
                        serdes.of(INTERACTIONS).serializer(),
                        "write-journal",
                        "write-refused")),
                "read-interactions");
        RecordFactProcessor.RECORDED.forEach(topic -> wiring.read(node("read", topic), topic));
        wiring.process(
                "record-fact",
                PromptCommits.of(() -> new RecordFactProcessor(serdes, "write-journal", "write-refused")),
                RecordFactProcessor.RECORDED.stream()
                        .map(topic -> node("read", topic))
                        .toArray(String[]::new));
        wiring.write("write-journal", JOURNAL, new TicksToAll(), "assemble-trajectory", "record-fact");
        wiring.write("write-refused", DEAD_LETTERS, "assemble-trajectory", "record-fact");
        AssembleMemory.all().forEach(memory -> wiring.remember(memory, "assemble-trajectory"));
        wiring.share(TaskMemories.INTAKE, "assemble-trajectory");
    }

    /** From the journal to everything that follows from it, one lineage after the other, fact by fact. */
    private static void evolve(TopologyConfig config, Wiring wiring) {
        wiring.read("read-journal", JOURNAL);
        wiring.process(
                "open-journal",
                PromptCommits.of(
                        () -> new OpenJournalProcessor(config.rememberEntriesMs(), config.maxRememberedEntries())),
                "read-journal");
        wiring.process("score-trajectory", () -> new ScoreTrajectoryProcessor(config.score()), "open-journal");
        wiring.process(
                "distil-knowledge", () -> new DistilProcessor(config.distil(), config.asking()), "score-trajectory");
        wiring.process(
                "recall-knowledge", () -> new RecallProcessor(config.recall(), config.distil()), "distil-knowledge");
        wiring.process("gate-adapter", () -> new GateProcessor(config.gate()), "recall-knowledge");
        wiring.process("select-batch", () -> new SelectBatchProcessor(config.select()), "gate-adapter");
        wiring.process("trace-lineage", () -> new LineageProcessor(config.maxLineageFacts()), "select-batch");
        wiring.process("route-fact", () -> new RouteFactProcessor(topic -> node("write", topic)), "trace-lineage");
        List.<TopicSpec<?>>of(
                        EXPERIENCE, PRINCIPLES, TOOLS, REQUESTS, TRAINING_BATCHES, ADAPTERS, UPDATES, DEAD_LETTERS)
                .forEach(topic -> wiring.write(node("write", topic), topic, "route-fact"));

        wiring.remember(JournalDoor.SEEN, "open-journal");
        wiring.remember(
                LineageFaculties.MEMORY,
                "open-journal",
                "distil-knowledge",
                "recall-knowledge",
                "gate-adapter",
                "select-batch");
        ScoreMemory.all().forEach(memory -> wiring.remember(memory, "score-trajectory"));
        DistilMemory.all().forEach(memory -> wiring.remember(memory, "distil-knowledge", "recall-knowledge"));
        RecallMemory.all().forEach(memory -> wiring.remember(memory, "recall-knowledge"));
        GateMemory.all().forEach(memory -> wiring.remember(memory, "gate-adapter"));
        SelectMemory.all().forEach(memory -> wiring.remember(memory, "select-batch"));
        // open reads where an event belongs; only lineage writes it.
        LineageMemory.all().forEach(memory -> wiring.remember(memory, "open-journal", "trace-lineage"));
        wiring.share(
                TaskMemories.EVOLVE,
                "open-journal",
                "score-trajectory",
                "distil-knowledge",
                "recall-knowledge",
                "gate-adapter",
                "select-batch",
                "trace-lineage");
    }

    /** {@code insitu.training-batches.v1} is written by {@code write-training-batches}. */
    private static String node(String verb, TopicSpec<?> topic) {
        String[] parts = topic.name().split("\\.");
        return verb + "-" + parts[parts.length - 2];
    }
}
