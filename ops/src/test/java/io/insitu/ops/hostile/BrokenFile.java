package io.insitu.ops.hostile;

import static io.insitu.schemas.event.DeadLetterReason.INVALID_FIELD;
import static io.insitu.schemas.event.DeadLetterReason.MALFORMED_JSON;
import static io.insitu.schemas.event.DeadLetterReason.TOO_LARGE;
import static io.insitu.schemas.event.DeadLetterReason.TRUNCATED;

import io.insitu.schemas.Topics;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Path three: files of recorded runs in which hardly a line is a run. */
final class BrokenFile {
    private static final String RUN = "{\"task_id\": 1, \"reward\": 1.0, \"info\": {}, \"traj\": ["
            + "{\"role\": \"user\", \"content\": \"refund, please\"}, {\"role\": \"assistant\", \"content\": \"done\"}]}";
    private static final String CALL = "\"content\": null, \"tool_calls\": [{\"id\": \"c\", \"function\": "
            + "{\"name\": \"NAME\", \"arguments\": \"{}\"}}]";
    private static final List<String> WRONG_SHAPES = List.of(
            "7",
            "[]",
            RUN.replace("1.0", "\"much\""),
            RUN.replace("1.0", "1e400"),
            RUN.replace("1.0", "-3"),
            RUN.replace("\"task_id\"", "\"task\""),
            RUN.replace("\"role\": \"user\"", "\"role\": 7"),
            RUN.replace("\"refund, please\"", "{}"));

    private BrokenFile() {}

    /** One good run, then this many lines that are none. */
    static void write(Path file, int lines, long seed, Expected expected) throws Exception {
        Random random = new Random(seed);
        List<String> content = new ArrayList<>(List.of(RUN));
        for (int line = 0; line < lines; line++) {
            if (line % 2 == 0) {
                content.add(WRONG_SHAPES.get(line / 2 % WRONG_SHAPES.size()));
                expected.letter("tau-bench@1", INVALID_FIELD);
            } else {
                content.add(
                        line % 4 == 1
                                ? RUN.substring(0, 1 + random.nextInt(RUN.length() - 1))
                                : "[".repeat(1 + random.nextInt(2_000)));
                expected.letter("tau-bench@1", MALFORMED_JSON);
            }
        }
        for (int line = 0; line < 3; line++) {
            content.add(RUN.replace("refund, please", "!".repeat(1_000_000 + line)));
            expected.letter("tau-bench@1", TOO_LARGE);
        }
        for (int line = 0; line < 5; line++) { // a run like any other, but for a name: only that event is refused
            content.add(RUN.replace("1, \"reward\"", "\"named " + line + "\", \"reward\"")
                    .replace("\"content\": \"done\"", CALL.replace("NAME", "x".repeat(257 + line))));
            expected.letter(Topics.INTERACTIONS.name(), INVALID_FIELD);
        }
        Files.write(file, content);
    }

    /** An archive whose end is missing. */
    static void writeCutArchive(Path file, Expected expected) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(RUN.getBytes(StandardCharsets.UTF_8));
        }
        Files.write(file, Arrays.copyOf(bytes.toByteArray(), bytes.size() - 12));
        expected.letter("tau-bench@1", TRUNCATED);
    }
}
