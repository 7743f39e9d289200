package io.insitu.connectors.serving;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CommandLineTest {
    @Test
    void aCommandLineThatWouldEndTheProcessIsRefusedWithTheWayOut() {
        CommandLine.check(CommandLine.LIMIT);
        assertThatThrownBy(() -> CommandLine.check(5_000))
                .isInstanceOf(ServingException.class)
                .hasMessageContaining("5000 bytes")
                .hasMessageContaining("CLASSPATH");
    }
}
