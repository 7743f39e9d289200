package io.insitu.ops.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.exporting.Purified;
import io.insitu.connectors.exporting.RunExport;
import io.insitu.connectors.exporting.Turns;
import io.insitu.ops.log.LogReader;
import io.insitu.ops.log.LogReader.Line;
import io.insitu.ops.log.LogReader.Span;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.Experience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a slice of experience, partition by partition in the order of the log, so that the same slice is the same file. Holds one
 * attempt at a time, and a number for each.
 */
final class Export {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LogReader log;
    private final RunExport format;
    private final Slice slice;
    private final boolean keepTries;
    private final Barred barred;
    private final Map<String, Long> skipped = new TreeMap<>();
    private long records;
    private long purified;
    private long read;

    /**
     * @param keepTries also failed tries that an attempt put right itself
     */
    Export(LogReader log, RunExport format, Slice slice, boolean keepTries) {
        this.log = log;
        this.format = format;
        this.slice = slice;
        this.keepTries = keepTries;
        this.barred = Barred.on(log);
    }

    /** Reads each span twice: whether a score is an attempt's last is known only at the end. */
    void write(List<Span> spans, ExportFile file) throws IOException {
        try {
            for (Span span : spans) {
                NewestPlaces newest = new NewestPlaces();
                log.each(Topics.EXPERIENCE, span, line -> newest.note(line.value(), line.offset()));
                log.each(Topics.EXPERIENCE, span, line -> write(line, newest, file));
            }
        } catch (UncheckedIOException e) {
            throw new IOException(e.getCause());
        }
    }

    private void write(Line<Experience> line, NewestPlaces newest, ExportFile file) {
        read++;
        Experience one = line.value();
        String reason = newest.isNewest(one, line.offset())
                ? barred.bars(one).or(() -> slice.leavesOut(one)).orElse("")
                : "scoredAgain";
        Experience written = keepTries ? one : Purified.of(one);
        if (reason.isEmpty() && Turns.of(written).isEmpty()) {
            reason = "empty";
        }
        if (!reason.isEmpty()) {
            skipped.merge(reason, 1L, Long::sum);
            return;
        }
        try {
            file.line(JSON.writeValueAsString(format.record(written)));
            records++;
            purified += written == one ? 0 : 1;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers cannot be written", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long records() {
        return records;
    }

    ObjectNode summary() {
        ObjectNode summary = JSON.createObjectNode()
                .put("read", read)
                .put("records", records)
                .put("purified", purified);
        ObjectNode reasons = summary.putObject("skipped");
        skipped.forEach(reasons::put);
        return summary;
    }
}
