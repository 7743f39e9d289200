package io.insitu.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class StreamsSettingsTest {
    private static final Path STATE = Path.of("state");

    @Test
    void oneBrokerKeepsOneCopyAndACommitIsNeverFarAway() {
        StreamsConfig config =
                new StreamsConfig(new StreamsSettings("insitu", "broker:9092", STATE, "", 2).properties(Map.of()));
        assertThat(config.getInt(StreamsConfig.REPLICATION_FACTOR_CONFIG)).isEqualTo(1);
        assertThat(config.getInt(StreamsConfig.NUM_STREAM_THREADS_CONFIG)).isEqualTo(2);
        assertThat(config.getLong(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG)).isEqualTo(1_000);
        assertThat(config.getString(StreamsConfig.PROCESSING_GUARANTEE_CONFIG))
                .isEqualTo(StreamsConfig.EXACTLY_ONCE_V2);
    }

    @Test
    void aClusterKeepsAsManyCopiesAsItIsTold() {
        StreamsConfig config = new StreamsConfig(
                new StreamsSettings("insitu", "broker:9092", STATE, "insitu-1", 4, 3).properties(Map.of()));
        assertThat(config.getInt(StreamsConfig.REPLICATION_FACTOR_CONFIG)).isEqualTo(3);
        assertThat(config.getMainConsumerConfigs("insitu", "insitu-1", 0))
                .containsEntry("group.instance.id", "insitu-1-0");
    }

    @Test
    void aSettingThatMakesNoSenseIsNamed() {
        assertThatThrownBy(() -> new StreamsSettings("insitu", "broker:9092", STATE, "", 1, 0))
                .hasMessageContaining("streams.replicationFactor must be at least 1, was 0");
        assertThatThrownBy(() -> new StreamsSettings("insitu", "broker:9092", STATE, "", 0))
                .hasMessageContaining("streams.threads must be at least 1, was 0");
    }
}
