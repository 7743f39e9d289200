package io.insitu.connectors.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.insitu.connectors.onnx.StackedLora;
import io.insitu.connectors.serving.Ask.Who;
import io.insitu.schemas.model.LoraAdapter;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows with different adapters in one product: each is as it would be without the other. */
class JoinedAdaptersTest {
    @TempDir
    Path folder;

    private DecoderSession session;
    private KvCache cache;
    private StepTensors tensors;
    private JoinedAdapters joined;

    @BeforeEach
    void open() throws IOException {
        TinyModels.write(folder, TinyModels.llama(false), 7);
        session = DecoderSession.open(folder, RuntimeOptions.defaults());
        cache = new KvCache(session, 2, 16);
        tensors = new StepTensors(session, cache);
        joined = new JoinedAdapters(session);
    }

    @AfterEach
    void close() {
        joined.close();
        tensors.close();
        cache.close();
        session.close();
    }

    @Test
    void eachRowKeepsTheColumnsOfItsOwn() throws Exception {
        AdapterSlot narrow = slot(TinyModels.adapter(folder, 1, 2, "q_proj", "down_proj"));
        AdapterSlot wide = slot(TinyModels.adapter(folder, 2, 4));
        Seat first = seat(0, narrow, 3);
        Seat second = seat(1, wide, 9);
        float[] alone = logits(tensors.step(List.of(first), 1, narrow.inputs()), 0);
        List<Seat> both = List.of(first, second);
        for (List<AdapterSlot> slots : List.of(List.of(narrow, wide), List.of(wide, narrow), List.of(narrow, narrow))) {
            float[] upper = logits(tensors.step(both, 1, slots.get(0).inputs()), 0);
            float[] lower = logits(tensors.step(both, 1, slots.get(1).inputs()), 1);
            FloatBuffer together = tensors.step(both, 1, joined.inputs(slots));
            assertThat(logits(together, 0)).containsExactly(upper, within(1e-5f));
            assertThat(logits(together, 1)).containsExactly(lower, within(1e-5f));
        }
        assertThat(logits(tensors.step(List.of(first), 1, wide.inputs()), 0)[0]).isNotCloseTo(alone[0], within(1e-4f));
    }

    @Test
    void whatIsNoNumberInOneRowIsNotSeenInTheOther() throws Exception {
        AdapterSlot base = new AdapterSlot("", null, StackedLora.none(session.config()), session);
        AdapterSlot sick = slot(TinyModels.overflowing(folder));
        Seat well = seat(0, base, 3);
        Seat ill = seat(1, sick, 9);
        float[] alone = logits(tensors.step(List.of(well), 1, base.inputs()), 0);
        FloatBuffer both = tensors.step(List.of(well, ill), 1, joined.inputs(List.of(base, sick)));
        assertThat(logits(both, 0)).containsExactly(alone, within(1e-5f));
        assertThat(logits(both, 1)[0]).isNaN();
    }

    private AdapterSlot slot(LoraAdapter adapter) {
        return new AdapterSlot("some", adapter, StackedLora.of(session.config(), adapter), session);
    }

    /** Has read one token with the base and is about to say this one. */
    private Seat seat(int row, AdapterSlot slot, int token) throws OrtException {
        AdapterSlot base = new AdapterSlot("", null, StackedLora.none(session.config()), session);
        tensors.read(row, 0, new int[] {1 + row}, base.inputs());
        base.free();
        Ask ask = Ask.quietly(new Who.Adapter(slot.id()), new int[] {1 + row}, new SamplingOptions(9, 0, 1, Set.of()));
        Seat seat = new Seat(ask, new Answer(slot.id()), slot, session.context());
        seat.read(1);
        int vocabulary = session.config().vocabSize();
        seat.draw(FloatBuffer.allocate(vocabulary).put(token, 1), 0, vocabulary);
        return seat;
    }

    private float[] logits(FloatBuffer all, int row) {
        float[] one = new float[session.config().vocabSize()];
        all.get(row * one.length, one);
        return one;
    }
}
