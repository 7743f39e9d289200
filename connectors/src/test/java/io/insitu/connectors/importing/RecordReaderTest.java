package io.insitu.connectors.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.schemas.event.DeadLetterReason;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RecordReaderTest {
    private static final ImportLimits SMALL = new ImportLimits(1_000, 4_000, 5);

    @TempDir
    Path folder;

    private final List<String> records = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();

    static List<Arguments> layouts() {
        return List.of(
                arguments("[{\"a\":1},{\"a\":2}]", Layout.EACH),
                arguments("{\"a\":1}\n\n{\"a\":2}\n", Layout.EACH),
                arguments("{\"a\":1}\r\n{\"a\":2}", Layout.EACH),
                arguments("{\"a\":\n1}{\"a\":\n2}", Layout.EACH),
                arguments("\uFEFF [ {\"a\":1} , {\"a\":2} ]\n", Layout.EACH),
                arguments(
                        "{\"x\":[{\"a\":9}],\"y\":{\"runs\":[3]},\"runs\":[{\"a\":1},{\"a\":2}],\"z\":\"]\"}",
                        Layout.under("runs")),
                arguments("[{\"a\":1},{\"a\":2}]", Layout.under("runs")));
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void recordsAreFoundWhereverTheLayoutPutsThem(String content, Layout layout) throws Exception {
        read(content, layout, ImportLimits.defaults());
        assertThat(records).containsExactly("{\"a\":1}", "{\"a\":2}");
        assertThat(refusals).isEmpty();
    }

    @Test
    void aWholeFileIsOneRecordEvenWhenItIsAnArray() throws Exception {
        read("[1, {\"a\": [2]}]", Layout.WHOLE, ImportLimits.defaults());
        assertThat(records).containsExactly("[1,{\"a\":[2]}]");
    }

    @Test
    void bracketsAndQuotesWithinTextEndNothing() throws Exception {
        String text = "{\"a\":\"]}\\\",[{\\\\\"}";
        read("[" + text + ",{\"b\":\"\\\\\"}]", Layout.EACH, ImportLimits.defaults());
        assertThat(records).containsExactly(text, "{\"b\":\"\\\\\"}");
    }

    @Test
    void aRecordThatIsTooLargeTooFullOrTooDeepIsRefusedAloneInAnyLayout() throws Exception {
        String large = "{\"a\":\"" + "x".repeat(2_000) + "\"}";
        String full = "{\"a\":[" + "1,".repeat(200) + "1]}";
        String deep = "{\"a\":" + "[".repeat(6) + "]".repeat(6) + "}";
        for (String content : List.of(
                "[" + String.join(",", large, full, deep, "{\"b\":1}") + "]",
                String.join("\n", large, full, deep, "{\"b\":1}"))) {
            records.clear();
            refusals.clear();
            read(content, Layout.EACH, SMALL);
            assertThat(records).containsExactly("{\"b\":1}");
            assertThat(refusals)
                    .extracting(Refusal::record, Refusal::reason)
                    .containsExactly(
                            tuple(1L, DeadLetterReason.TOO_LARGE),
                            tuple(2L, DeadLetterReason.TOO_LARGE),
                            tuple(3L, DeadLetterReason.MALFORMED_JSON));
            assertThat(refusals.get(0).originalBytes()).isEqualTo(large.length());
        }
    }

    @Test
    void aRecordThatIsCutShortIsToldByItsColumn() throws Exception {
        read("{\"a\":1}\n{\"a\":[1\n", Layout.EACH, SMALL);
        assertThat(refusals)
                .extracting(Refusal::detail)
                .singleElement()
                .asString()
                .doesNotContain("[Source")
                .matches(".*column \\d+");
    }

    @Test
    void aRecordThatDoesNotEndSaysWhereItBeginsAndThatTheRestWasNotRead() throws Exception {
        String first = "[{\"a\":\"" + "x".repeat(100_000) + "\"},"; // longer than what is seen at once
        read(first + " {\"b\":{\"x\":{\"y\":1},{\"c\":1}]", Layout.EACH, ImportLimits.defaults());
        assertThat(records).hasSize(1);
        assertThat(refusals).singleElement().satisfies(refusal -> {
            assertThat(refusal.record()).isEqualTo(2);
            assertThat(refusal.reason()).isEqualTo(DeadLetterReason.TRUNCATED);
            assertThat(refusal.detail())
                    .isEqualTo("begins at byte " + (first.length() + 1) + " and does not end: the file is cut short,"
                            + " or a bracket or quote is missing; nothing from there on was read");
        });
    }

    @Test
    void aRefusedRecordKeepsItsBytesEvenWhenTheyAreNoText() throws Exception {
        Path file = folder.resolve("bytes");
        Files.write(file, new byte[] {'[', '{', (byte) 0xff, '}', ']'});
        reader(Layout.EACH, ImportLimits.defaults()).read(file, each());
        assertThat(refusals).hasSize(1);
        byte[] kept = new byte[refusals.get(0).original().remaining()];
        refusals.get(0).original().get(kept);
        assertThat(kept).containsExactly('{', (byte) 0xff, '}');
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"runs\":{}} | \"runs\" should be an array",
                "{\"x\":1} | there is no \"runs\" in it",
                "{\"x\":1 | ends here",
                "{\"x\" 1} | a colon should follow",
                "{x:1} | a field's name should follow",
                "{\"runs\":[{\"a\":1}] | ends here",
                "{\"runs\":[{\"a\":1}],\"x\":[1,2 | ends here",
            })
    void aFileWithoutItsArraySaysWhatIsWrong(String content, String expected) throws Exception {
        read(content, Layout.under("runs"), ImportLimits.defaults());
        assertThat(refusals)
                .singleElement()
                .extracting(Refusal::detail)
                .asString()
                .contains(expected);
    }

    /** Ten times the size of what the reader may keep at once, out of an archive a thousandth of that. */
    @Test
    void anArchiveThatUnpacksToOneEndlessRecordIsRefusedWithoutBeingHeld() throws Exception {
        Path file = folder.resolve("bomb.gz");
        try (OutputStream out = new BufferedOutputStream(new GZIPOutputStream(Files.newOutputStream(file)))) {
            out.write("[{\"a\":1},\"".getBytes(StandardCharsets.UTF_8));
            byte[] zeros = "0".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 10 * (ImportLimits.defaults().recordBytes() >> 16); i++) {
                out.write(zeros);
            }
            out.write("\",{\"b\":1}]".getBytes(StandardCharsets.UTF_8));
        }
        reader(Layout.EACH, ImportLimits.defaults()).read(file, each());
        assertThat(records).containsExactly("{\"a\":1}", "{\"b\":1}");
        assertThat(refusals)
                .extracting(Refusal::record, Refusal::reason)
                .containsExactly(tuple(2L, DeadLetterReason.TOO_LARGE));
        assertThat(refusals.get(0).original().remaining()).isEqualTo(256 * 1024);
    }

    private void read(String content, Layout layout, ImportLimits limits) throws Exception {
        Path file = Files.writeString(folder.resolve("file"), content);
        reader(layout, limits).read(file, each());
    }

    private static RecordReader reader(Layout layout, ImportLimits limits) {
        return new RecordReader("test@1", layout, limits);
    }

    private RecordReader.Each each() {
        return new RecordReader.Each() {
            @Override
            public void record(long number, JsonNode record) {
                records.add(record.toString());
            }

            @Override
            public void refused(Refusal refusal) {
                refusals.add(refusal);
            }
        };
    }
}
