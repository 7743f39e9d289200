package io.insitu.ops.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.connectors.importing.ImportSink;
import io.insitu.connectors.importing.ImportTarget;
import io.insitu.connectors.importing.Importer;
import io.insitu.connectors.importing.Refusal;
import io.insitu.connectors.importing.TraceFormat;
import io.insitu.connectors.otlp.AnyAgentFormat;
import io.insitu.connectors.otlp.OtlpFormat;
import io.insitu.connectors.taubench.TauBench;
import io.insitu.ops.outcomes.HeapMemories;
import io.insitu.processors.assemble.AssembleConfig;
import io.insitu.processors.assemble.Assembled;
import io.insitu.processors.assemble.Assembler;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.Message;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.Tick;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolResult;
import io.insitu.schemas.event.ToolStatus;
import io.insitu.schemas.event.Trajectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Conversations of tau-bench that instrumented clients replayed: what their spans and log records tell is the conversation
 * that was recorded, each message and call once, in either encoding and in any order. Only where the data lies here.
 */
class RecordedTracesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long START_MS = 1_795_223_950_000L;

    private final Path data = folder();

    @BeforeEach
    void theDataIsThereOrElseThisClassShowsNothing() {
        assumeThat(data.resolve("EXPECTED.json"))
                .as("no ../shared/data beside this checkout: recorded traces are not compared")
                .exists();
    }

    @Test
    void eachReplayedConversationIsTheRecordedOneInBothEncodings() throws Exception {
        List<Trajectory> recorded = assembled(interactions(
                new TauBench(), data.resolve("tau-bench/trajectories/gpt-4o-airline.tasks-00-34.json.gz")));
        assertThat(recorded).hasSize(140);
        int compared = 0;
        for (JsonNode entry : JSON.readTree(
                data.resolve("otel-genai/replay/otel-json/index.json").toFile())) {
            String name = entry.path("conversation").asText();
            Trajectory original = recorded.stream()
                    .filter(one -> one.getTaskId().equals(entry.path("task_id").asText()))
                    .filter(one -> one.getAttributes()
                            .get("trial")
                            .equals(entry.path("trial").asText()))
                    .findFirst()
                    .orElseThrow();
            Trajectory json = only(otelJson(name));
            Trajectory protobuf = only(traceloop(name));
            assertThat(steps(json)).as(name).isEqualTo(seen(steps(original)));
            assertThat(steps(protobuf)).as(name).isEqualTo(steps(json));
            for (Trajectory told : List.of(json, protobuf)) {
                assertThat(told.getTaskId()).isEqualTo(entry.path("task_id").asText());
                assertThat(told.getInstruction()).isEqualTo(original.getInstruction());
                assertThat(told.getAttributes()).containsEntry("conversation", name);
                assertThat(told.getOutcome())
                        .isEqualTo(entry.path("reward").asInt() == 1 ? OutcomeKind.SUCCESS : OutcomeKind.FAILURE);
                assertThat(calls(told))
                        .isEqualTo(entry.path("execute_tool_spans").asInt());
                assertThat(told.getSteps().stream()
                                .filter(step ->
                                        step instanceof ToolResult result && result.getStatus() == ToolStatus.ERROR)
                                .count())
                        .isEqualTo(entry.path("tool_error_spans").asInt());
            }
            compared++;
        }
        assertThat(compared).isEqualTo(12);
    }

    @Test
    void theOrderInWhichRequestsComeAndComeAgainChangesNothing() throws Exception {
        List<Interaction> told = otelJson("airline-task03-trial0");
        Trajectory inOrder = only(told);
        for (long seed = 1; seed <= 5; seed++) {
            Random random = new Random(seed);
            List<Interaction> mixed = new ArrayList<>(told);
            mixed.addAll(told.subList(0, told.size() / 3));
            Collections.shuffle(mixed, random);
            assertThat(only(mixed)).as("seed %s", seed).isEqualTo(inOrder);
        }
    }

    @Test
    void anyAgentsTracesAreWholeAttempts() throws Exception {
        for (String framework : List.of("AGNO", "LANGCHAIN", "LLAMA_INDEX", "OPENAI", "TINYAGENT")) {
            Path file = data.resolve("otel-genai/any-agent/" + framework + "_trace.json");
            long executed = 0;
            for (JsonNode span : JSON.readTree(file.toFile()).path("spans")) {
                executed +=
                        span.at("/attributes/gen_ai.operation.name").asText().equals("execute_tool") ? 1 : 0;
            }
            Trajectory told = only(interactions(new AnyAgentFormat(), file));
            assertThat(told.getInstruction()).as(framework).startsWith("Find what year it is in the");
            assertThat(steps(told)).as(framework).anyMatch(step -> step.startsWith("CALL write_file"));
            assertThat(calls(told)).as("%s: %s", framework, steps(told)).isEqualTo(executed);
            assertThat(told.getOutcome()).isEqualTo(OutcomeKind.UNKNOWN);
        }
    }

    private List<Interaction> otelJson(String name) throws Exception {
        Path folder = data.resolve("otel-genai/replay/otel-json");
        List<Interaction> told =
                new ArrayList<>(interactions(new OtlpFormat(), folder.resolve(name + ".traces.json.gz")));
        told.addAll(interactions(new OtlpFormat(), folder.resolve(name + ".logs.json.gz")));
        return told;
    }

    private List<Interaction> traceloop(String name) throws Exception {
        return interactions(
                new OtlpFormat(), data.resolve("otel-genai/replay/traceloop-proto/" + name + ".traces.pb.gz"));
    }

    /** What a model was shown: a user's last words after its last answer never reached it. */
    private static List<String> seen(List<String> steps) {
        int end = steps.size();
        while (end > 0 && steps.get(end - 1).startsWith("USER")) {
            end--;
        }
        return steps.subList(0, end);
    }

    private static List<String> steps(Trajectory told) throws IOException {
        List<String> steps = new ArrayList<>();
        for (Object step : told.getSteps()) {
            if (step instanceof Message said) {
                steps.add(said.getRole() + " " + said.getContent());
            } else if (step instanceof ToolCall call) {
                steps.add("CALL " + call.getTool() + " " + call.getCallId() + " " + JSON.readTree(call.getArguments()));
            } else if (step instanceof ToolResult result) {
                steps.add("RESULT " + result.getTool() + " " + result.getCallId() + " " + result.getStatus() + " "
                        + result.getContent());
            }
        }
        assertThat(told.getSteps()).noneMatch(step -> step instanceof Message said && said.getRole() == Role.UNKNOWN);
        return steps;
    }

    private static long calls(Trajectory told) {
        return told.getSteps().stream().filter(ToolCall.class::isInstance).count();
    }

    private static List<Interaction> interactions(TraceFormat format, Path file) throws Exception {
        List<Interaction> events = new ArrayList<>();
        new Importer(format).interactions(file, new ImportTarget("traced", START_MS), new ImportSink() {
            @Override
            public boolean event(Interaction event) {
                return events.add(event);
            }

            @Override
            public void refused(Refusal refusal) {
                throw new AssertionError(refusal.line());
            }
        });
        return events;
    }

    private static Trajectory only(List<Interaction> events) {
        List<Trajectory> all = assembled(events);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private static List<Trajectory> assembled(List<Interaction> events) {
        Assembler assembler = new Assembler(AssembleConfig.defaults(), new HeapMemories());
        List<Trajectory> closed = new ArrayList<>();
        List<Interaction> all = new ArrayList<>(events);
        all.add(0, tick(0));
        all.add(tick(20_000));
        for (Interaction event : all) {
            for (Assembled assembled : assembler.accept(event)) {
                assertThat(assembled).isInstanceOf(Assembled.Closed.class);
                closed.add(((Assembled.Closed) assembled).trajectory());
            }
        }
        return closed;
    }

    private static Interaction tick(long afterMs) {
        return Interaction.newBuilder()
                .setEventId("tick-" + afterMs)
                .setTrajectoryId("")
                .setLineage("")
                .setSeq(0)
                .setAtMs(START_MS + afterMs)
                .setBody(Tick.newBuilder().setNowMs(START_MS + afterMs).build())
                .build();
    }

    private static Path folder() {
        Path at = Path.of("").toAbsolutePath();
        while (at != null && !Files.exists(at.resolve("shared/data/EXPECTED.json"))) {
            at = at.getParent();
        }
        return at == null ? Path.of("shared/data") : at.resolve("shared/data");
    }
}
