package io.insitu.connectors.atif;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What became of a trajectory, which the format has no field for: where its verifier's reward lies in a trial's folder
 * ({@code agent/trajectory.json} and {@code verifier/reward.txt}), or under {@code extra.reward}.
 */
final class AtifReward {
    private static final Logger LOG = LoggerFactory.getLogger(AtifReward.class);

    private final OptionalDouble verified;

    private AtifReward(OptionalDouble verified) {
        this.verified = verified;
    }

    static AtifReward beside(Path trajectory) {
        Path folder = trajectory.toAbsolutePath().getParent();
        if (folder != null) {
            Path place = folder.resolveSibling("verifier").resolve("reward.txt");
            if (Files.isReadable(place)) {
                return new AtifReward(read(place));
            }
        }
        return new AtifReward(OptionalDouble.empty());
    }

    /** In [-1, 1]; empty: nobody judged it. */
    OptionalDouble of(JsonNode record) {
        JsonNode own = record.path("extra").path("reward");
        return own.isNumber() ? within(own.doubleValue()) : verified;
    }

    private static OptionalDouble read(Path place) {
        try (InputStream in = Files.newInputStream(place)) {
            return within(Double.parseDouble(new String(in.readNBytes(100), StandardCharsets.UTF_8).strip()));
        } catch (IOException | NumberFormatException e) {
            LOG.warn("{} holds no reward", place, e);
            return OptionalDouble.empty();
        }
    }

    private static OptionalDouble within(double reward) {
        return Math.abs(reward) <= 1 ? OptionalDouble.of(reward) : OptionalDouble.empty();
    }
}
