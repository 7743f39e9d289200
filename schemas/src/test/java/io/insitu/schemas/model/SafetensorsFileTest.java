package io.insitu.schemas.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.insitu.schemas.model.TensorInfo.Dtype;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsFileTest {
    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsRead() throws Exception {
        Path file = folder.resolve("m.safetensors");
        Tensor matrix = Tensor.matrix(2, 3, new float[] {1, -2, 0.1f, Float.MIN_VALUE, 1e30f, -0f});
        Tensor vector = new Tensor(new int[] {2}, new float[] {3, 4});
        SafetensorsWriter.write(file, Map.of("b", matrix, "a", vector));
        SafetensorsFile read = SafetensorsFile.open(file);
        assertThat(read.read("b")).isEqualTo(matrix);
        assertThat(read.read("a", 2)).isEqualTo(vector);
        assertThat(read.tensors()).extracting(TensorInfo::name).containsExactly("a", "b");
        assertThat(Files.list(folder)).containsExactly(file);
    }

    @Test
    void bf16IsRoundedToNearest() throws Exception {
        Path file = folder.resolve("m.safetensors");
        float[] values = {1, -2.5f, 1.00390625f, 1.01171875f}; // the last two lie halfway: to even
        SafetensorsWriter.write(file, Map.of("t", new Tensor(new int[] {4}, values)), Dtype.BF16);
        assertThat(SafetensorsFile.open(file).read("t").values()).containsExactly(1, -2.5f, 1, 1.015625f);
    }

    @Test
    void halfFloatsAreWidened() throws Exception {
        ByteBuffer data = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        for (int half : new int[] {0x3c00, 0xc000, 0x0001, 0x7c00, 0x7bff, 0x8000}) {
            data.putShort((short) half);
        }
        Path file = file("{\"t\":{\"dtype\":\"F16\",\"shape\":[6],\"data_offsets\":[0,12]}}", data.array());
        assertThat(SafetensorsFile.open(file).read("t").values())
                .containsExactly(1, -2, 0x1p-24f, Float.POSITIVE_INFINITY, 65504, -0f);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,12]}} | truncated",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,8]}}  | needs 4 bytes, has 8",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}  | claims bytes 8 to 0",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}} | has shape [-2]",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[2147483647,2147483647,2147483647],\"data_offsets\":[0,8]}} | absurd",
                "{\"t\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}  | dtype \"I64\"",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[2]}}                         | lacks shape or data_offsets",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}} | has shape [1.5]",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}  | gap",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}  | belong to none",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"u\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | overlap",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} | Duplicate",
                "{\"t\":7}                                                         | tensor t is 7, not an object with dtype",
                "{\"t\":\"F32\"}                                                   | tensor t is \"F32\", not an object with dtype",
                "{\"t\":{\"shape\":[2],\"data_offsets\":[0,8]}}                    | tensor t has dtype missing; F32",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":{\"a\":0,\"b\":8}}} | lacks shape or data_offsets",
                "{\"t\":                                                           | not JSON",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} {} | the header is not JSON",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[\"0\",8]}} | claims bytes \"0\" to 8",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8.5]}} | claims bytes 0 to 8.5",
                "{\"__metadata__\":7,\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} | __metadata__ is 7, not an object of texts",
                "{\"__metadata__\":{\"a\":1},\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} | __metadata__ is",
                "[1,2]                                                             | not a JSON object"
            })
    void aHeaderThatLiesIsRefusedInOneLineThatNamesTheFile(String header, String reason) throws Exception {
        Path file = file(header, new byte[8]);
        assertThatThrownBy(() -> SafetensorsFile.open(file))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(reason)
                .message()
                .doesNotContain("\n", "[Source");
    }

    @ParameterizedTest
    @CsvSource({"0", "7", "9", "1000000", "18446744073709551615", "9223372036854775807", "9223372036854775813"})
    void aHeaderLengthThatCannotBeIsRefused(String length) throws Exception {
        Path file = folder.resolve("m.safetensors");
        ByteBuffer bytes =
                ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(Long.parseUnsignedLong(length));
        Files.write(file, bytes.array());
        assertThatThrownBy(() -> SafetensorsFile.open(file))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith(file + ": "
                        + (length.equals("7")
                                ? "the header is not JSON"
                                : "header length " + length + " does not fit a file of 16 bytes"));
    }

    @Test
    void aFileCutShortAnywhereIsRefused() throws Exception {
        Path whole = folder.resolve("m.safetensors");
        SafetensorsWriter.write(whole, Map.of("t", new Tensor(new int[] {4}, new float[4])));
        byte[] bytes = Files.readAllBytes(whole);
        Path cut = folder.resolve("cut.safetensors");
        for (int length = 0; length < bytes.length; length++) {
            Files.write(cut, java.util.Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> SafetensorsFile.open(cut)).isInstanceOf(ModelFormatException.class);
        }
    }

    @Test
    void aMissingTensorAndAWrongShapeAreNamed() throws Exception {
        Path file = folder.resolve("m.safetensors");
        SafetensorsWriter.write(file, Map.of("t", new Tensor(new int[] {4}, new float[4])));
        SafetensorsFile read = SafetensorsFile.open(file);
        assertThatThrownBy(() -> read.read("u")).hasMessageContaining("no tensor u");
        assertThatThrownBy(() -> read.read("t", 2, 2)).hasMessageContaining("t has shape [4], expected [2, 2]");
    }

    private Path file(String header, byte[] data) throws Exception {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(text.length).put(text).put(data);
        return Files.write(folder.resolve("m.safetensors"), bytes.array());
    }
}
