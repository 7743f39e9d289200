package io.insitu.ops.outcomes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.ops.UserError;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Rewards found again by replaying what was done, by file, task and trial; JSON lines, also gzipped. */
final class VerifiedRewards {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<List<String>, Double> replayed = new HashMap<>();
    private final TreeSet<String> files = new TreeSet<>();

    private VerifiedRewards() {}

    static VerifiedRewards read(List<Path> paths) {
        VerifiedRewards rewards = new VerifiedRewards();
        for (Path path : paths) {
            try (BufferedReader lines = open(path)) {
                int number = 0;
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    number++;
                    if (!line.isBlank()) {
                        rewards.add(line, path + ", line " + number);
                    }
                }
            } catch (IOException | UncheckedIOException e) {
                throw new UserError(path + ": " + UserError.reason(e));
            }
        }
        return rewards;
    }

    private static BufferedReader open(Path path) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(path));
        in.mark(2);
        boolean zipped = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return new BufferedReader(new InputStreamReader(zipped ? new GZIPInputStream(in) : in, StandardCharsets.UTF_8));
    }

    private void add(String line, String where) {
        JsonNode record;
        try {
            record = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new UserError(where + ": is no JSON; expected one object per line");
        }
        JsonNode reward = record.path("replayed_reward");
        if (!record.path("file").isTextual()
                || record.path("task_id").isMissingNode()
                || !(reward.isNumber() || reward.isNull())) {
            throw new UserError(where + ": file, task_id and replayed_reward must be there");
        }
        if (reward.isNull()) {
            return; // nothing was there to replay
        }
        String file = record.path("file").asText();
        files.add(file);
        replayed.put(
                List.of(
                        file,
                        record.path("task_id").asText(),
                        record.path("trial").asText("")),
                reward.asDouble());
    }

    /** What was found again of an attempt; null: nothing. */
    @Nullable
    Double of(Audited one) {
        String file = fileOf(one.file());
        return file == null ? null : replayed.get(List.of(file, one.task(), one.trial()));
    }

    /** The name under which the rewards know a path: its end, with or without what follows a dot. */
    @Nullable
    String fileOf(String path) {
        String normal = "/" + path.replace('\\', '/');
        for (String file : files) {
            int at = normal.lastIndexOf("/" + file);
            String rest = at < 0 ? "/" : normal.substring(at + 1 + file.length());
            if (rest.isEmpty() || (rest.startsWith(".") && rest.indexOf('/') < 0)) {
                return file;
            }
        }
        return null;
    }
}
