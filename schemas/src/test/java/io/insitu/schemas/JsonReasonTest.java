package io.insitu.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReasonTest {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private static JsonProcessingException trouble(String json) {
        return catchThrowableOfType(JsonProcessingException.class, () -> JSON.readTree(json));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {'a': 1        | Unexpected end-of-input: expected close marker for Object (opened in line 1, column 1), line 1, column 8
            {'a': NaN}     | Non-standard token 'NaN', line 1, column 10
            {'a': 1} {}    | Trailing token found after value, line 1, column 10
            {'a': /1}      | Unexpected character ('/' (code 47)): maybe a (non-standard) comment?, line 1, column 7
            {'a':1,'a':2}  | Duplicate field 'a', line 1, column 11
            """)
    void saysWhatIsWrongAndWhereAndNothingOfTheLibrary(String json, String said) {
        assertThat(JsonReason.of(trouble(json.replace('\'', '"')))).isEqualTo(said);
    }

    @Test
    void ofARecordOfOneLineTellsTheColumnOnly() {
        assertThat(JsonReason.ofRecord(trouble("{\"a\": [1")))
                .isEqualTo("Unexpected end-of-input: expected close marker for Array (opened in column 7), column 9");
        assertThat(JsonReason.ofRecord(trouble("{\n\"a\": [1")))
                .endsWith("(opened in line 2, column 6), line 2, column 8");
    }

    @Test
    void aLimitIsNamedWithoutTheMethodThatSetsIt() {
        assertThat(JsonReason.of(trouble("[".repeat(2000))))
                .startsWith("Document nesting depth (1001) exceeds the maximum allowed (1000)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[1,",
                "{\"a\"",
                "\"a",
                "{\"a\":\"b\n\"}",
                "nul",
                "1.",
                "{'a':1}",
                "//",
                "+1",
                "01",
                "\u0001",
                "{} x"
            })
    void isOneLineWithoutTheLibrarysWords(String json) {
        String said = JsonReason.of(trouble(json));

        assertThat(said)
                .doesNotContain("\n", "Source", "REDACTED", "Feature", "JsonToken", "`")
                .matches(".*line \\d+, column \\d+");
    }

    @Test
    void ofBytesToo() {
        byte[] cut = "{\"a\":\n  {".getBytes(StandardCharsets.UTF_8);

        JsonProcessingException trouble = catchThrowableOfType(JsonProcessingException.class, () -> JSON.readTree(cut));

        assertThat(JsonReason.of(trouble)).endsWith("(opened in line 2, column 3), line 2, column 4");
    }
}
