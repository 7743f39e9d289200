package io.insitu.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** A reason is one line that keeps what every catcher added. */
class UserErrorTest {
    @Test
    void theFileThatACatcherNamedIsKept() {
        Exception inner = new IllegalArgumentException("key must be a string\nat line 1");
        assertThat(UserError.reason(new IOException("tokenizer.json: " + inner.getMessage(), inner)))
                .isEqualTo("tokenizer.json: key must be a string");
        assertThat(UserError.reason(new IOException("tokenizer.json", inner)))
                .isEqualTo("tokenizer.json: key must be a string");
        assertThat(UserError.reason(new IllegalStateException("the broker did not start", new IOException("no room"))))
                .isEqualTo("the broker did not start: no room");
    }

    @Test
    void aWrapperThatOnlyRepeatsSaysNothing() {
        IOException inner = new IOException("no room");
        assertThat(UserError.reason(new ExecutionException(inner))).isEqualTo("no room");
        assertThat(UserError.reason(new UncheckedIOException("data.jsonl: " + inner, inner)))
                .isEqualTo("data.jsonl: no room");
        assertThat(UserError.reason(new RuntimeException(new NoSuchFileException("x"))))
                .isEqualTo("no such file: x");
    }

    @Test
    void whatJavaSaysBadlyIsSaidInWords() {
        assertThat(UserError.reason(new MalformedInputException(1))).isEqualTo("not UTF-8");
        assertThat(UserError.reason(new IllegalStateException())).isEqualTo("IllegalStateException");
        IOException cut = catchThrowableOfType(IOException.class, () -> new ObjectMapper().readTree("{"));
        assertThat(UserError.reason(new IOException("run.json", cut)))
                .isEqualTo("run.json: Unexpected end-of-input: expected close marker for Object (opened in line 1,"
                        + " column 1), line 1, column 2");
    }
}
