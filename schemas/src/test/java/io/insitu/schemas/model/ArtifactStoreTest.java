package io.insitu.schemas.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactStoreTest {
    private static final String MODULE = "model.layers.0.self_attn.q_proj";

    @TempDir
    Path root;

    @Test
    void aPublishedAdapterIsFoundUnderItsDigest() throws Exception {
        ArtifactStore store = new ArtifactStore(root);
        ArtifactStore.Published published = store.publish(adapter(1));
        assertThat(published.location()).isEqualTo("adapters/" + AdapterDigest.of(adapter(1)));
        assertThat(store.open(published.location())).isEqualTo(adapter(1));
        assertThat(Files.list(root.resolve("adapters"))).hasSize(1);
    }

    @Test
    void aRemovedAdapterIsGoneAndRemovingItAgainIsHarmless() throws Exception {
        ArtifactStore store = new ArtifactStore(root);
        ArtifactStore.Published published = store.publish(adapter(1));
        store.remove(published.adapterId());
        store.remove(published.adapterId());
        assertThat(root.resolve("adapters")).isEmptyDirectory();
    }

    @Test
    void whatAKilledWriterLeftIsSweptAndWhatIsBeingWrittenStays() throws Exception {
        ArtifactStore store = new ArtifactStore(root);
        Path place = store.folder(store.publish(adapter(1)).location());
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        Path left = Files.createDirectory(root.resolve("adapters/.writing-1"));
        Files.writeString(left.resolve("adapter_config.json"), "{");
        Files.setLastModifiedTime(left, FileTime.from(start.minusSeconds(1)));
        Path writing = Files.createDirectory(root.resolve("adapters/.writing-2"));
        Files.setLastModifiedTime(writing, FileTime.from(start));
        Files.setLastModifiedTime(place, FileTime.from(start.minusSeconds(1)));
        store.sweep(start);
        assertThat(root.resolve("adapters").toFile().list())
                .containsExactlyInAnyOrder(place.getFileName().toString(), ".writing-2");
    }

    @Test
    void anEmptyStoreNeedsNoSweeping() throws Exception {
        new ArtifactStore(root).sweep(Instant.now());
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void publishingAgainChangesNothing() throws Exception {
        ArtifactStore store = new ArtifactStore(root);
        Path place = store.folder(store.publish(adapter(1)).location());
        Object before = Files.getLastModifiedTime(place.resolve("adapter_model.safetensors"));
        store.publish(adapter(1));
        assertThat(Files.getLastModifiedTime(place.resolve("adapter_model.safetensors")))
                .isEqualTo(before);
    }

    @Test
    void aDamagedAdapterIsNotOpenedAndIsMendedByPublishingAgain() throws Exception {
        ArtifactStore store = new ArtifactStore(root);
        ArtifactStore.Published published = store.publish(adapter(1));
        Path file = store.folder(published.location()).resolve("adapter_model.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(() -> store.open(published.location())).hasMessageContaining("content has digest");
        store.publish(adapter(1));
        assertThat(store.open(published.location())).isEqualTo(adapter(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "adapters/../../etc",
                "/etc/passwd",
                "adapters/0123456789abcdef0123456789abcdef/..",
                "adapters\\0123456789abcdef0123456789abcdef",
                "models/0123456789abcdef0123456789abcdef"
            })
    void aLocationOutsideTheStoreIsRefused(String location) {
        assertThatThrownBy(() -> new ArtifactStore(root).open(location))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("no adapter location");
    }

    @Test
    void theDigestFollowsEveryValueAndEveryField() {
        String digest = AdapterDigest.of(adapter(1));
        assertThat(AdapterDigest.of(adapter(1))).isEqualTo(digest).hasSize(32);
        assertThat(AdapterDigest.of(adapter(Math.nextUp(1f)))).isNotEqualTo(digest);
        LoraAdapter one = adapter(1);
        assertThat(AdapterDigest.of(new LoraAdapter("other", 2, 4, one.targetModules(), one.modules())))
                .isNotEqualTo(digest);
        assertThat(AdapterDigest.of(new LoraAdapter("base", 2, 5, one.targetModules(), one.modules())))
                .isNotEqualTo(digest);
    }

    @Test
    void theFolderIsWhatPeftExpects() throws Exception {
        PeftFolder.write(root, adapter(1));
        assertThat(PeftFolder.read(root)).isEqualTo(adapter(1));
        assertThat(Files.readString(root.resolve("adapter_config.json")))
                .contains("\"peft_type\" : \"LORA\"", "\"r\" : 2", "\"lora_alpha\" : 4.0", "\"q_proj\"");
        assertThat(SafetensorsFile.open(root.resolve("adapter_model.safetensors"))
                        .tensors())
                .extracting(TensorInfo::name)
                .containsExactly(
                        "base_model.model." + MODULE + ".lora_A.weight",
                        "base_model.model." + MODULE + ".lora_B.weight");
    }

    @Test
    void aVariantThatIsNotImplementedIsRefusedByItsName() throws Exception {
        PeftFolder.write(root, adapter(1));
        Path config = root.resolve("adapter_config.json");
        Files.writeString(config, Files.readString(config).replace("\"use_dora\" : false", "\"use_dora\" : true"));
        assertThatThrownBy(() -> PeftFolder.read(root)).hasMessageContaining("use_dora");
    }

    @Test
    void aModelsDigestFollowsItsWeightsAndNotTheSpellingOfItsConfig() throws Exception {
        ModelConfig config = ModelConfig.llama(320, 128, 5, 4, 2, 384, 512);
        config.write(root);
        SafetensorsWriter.write(root.resolve("model.safetensors"), Map.of("t", Tensor.matrix(1, 1, new float[] {1})));
        String digest = ModelDigest.of(root);
        Path file = root.resolve("config.json");
        Files.writeString(file, Files.readString(file).replace("\n", ""));
        assertThat(ModelDigest.of(root)).isEqualTo(digest);
        SafetensorsWriter.write(root.resolve("model.safetensors"), Map.of("t", Tensor.matrix(1, 1, new float[] {2})));
        assertThat(ModelDigest.of(root)).isNotEqualTo(digest);
    }

    private static LoraAdapter adapter(float first) {
        LoraAdapter.Pair pair = new LoraAdapter.Pair(
                Tensor.matrix(2, 3, new float[] {first, 2, 3, 4, 5, 6}),
                Tensor.matrix(4, 2, new float[] {1, 2, 3, 4, 5, 6, 7, 8}));
        return new LoraAdapter("base", 2, 4, List.of("q_proj"), new TreeMap<>(Map.of(MODULE, pair)));
    }
}
