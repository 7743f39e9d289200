package io.insitu.trainer.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.insitu.trainer.engine.AttentionShape;
import io.insitu.trainer.engine.Segments;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttentionPlanTest {
    private static final AttentionShape SHAPE = new AttentionShape(14, 2, 64);

    @Test
    void piecesCoverEverySequenceAndTheLongestComeFirst() {
        AttentionPlan plan = AttentionPlan.of(Segments.ofLengths(List.of(3, 20, 70)), SHAPE);
        assertThat(plan.tiles())
                .containsExactly(
                        // forward, 128 packed rows each: 7 heads share a key, so these are 21, 140 and 490
                        23,
                        70,
                        384,
                        0,
                        23,
                        70,
                        256,
                        0,
                        3,
                        20,
                        128,
                        0,
                        23,
                        70,
                        128,
                        0,
                        0,
                        3,
                        0,
                        0,
                        3,
                        20,
                        0,
                        0,
                        23,
                        70,
                        0,
                        0,
                        // backward by queries, 64 each
                        23,
                        70,
                        448,
                        0,
                        23,
                        70,
                        384,
                        0,
                        23,
                        70,
                        320,
                        0,
                        23,
                        70,
                        256,
                        0,
                        23,
                        70,
                        192,
                        0,
                        3,
                        20,
                        128,
                        0,
                        23,
                        70,
                        128,
                        0,
                        3,
                        20,
                        64,
                        0,
                        23,
                        70,
                        64,
                        0,
                        0,
                        3,
                        0,
                        0,
                        3,
                        20,
                        0,
                        0,
                        23,
                        70,
                        0,
                        0,
                        // backward by keys, 64 each: an early key is seen by most
                        23,
                        70,
                        0,
                        0,
                        3,
                        20,
                        0,
                        0,
                        23,
                        70,
                        64,
                        0,
                        0,
                        3,
                        0,
                        0);
        assertThat(AttentionPlan.tileInts(93, 3, SHAPE)).isGreaterThanOrEqualTo(plan.tiles().length);
        assertThat(plan.statistics()).isEqualTo(14 * 93);
    }

    /** What a recording of one batch launches is what any batch of its rows needs. */
    @Test
    void filledPlansOfAsManyRowsAreLaunchedAlike() {
        for (List<Integer> lengths :
                List.of(List.of(93), List.of(3, 20, 70), List.of(1, 1, 90, 1), List.of(31, 31, 31))) {
            int[] own = AttentionPlan.of(Segments.ofLengths(lengths), SHAPE).tiles();
            int[] filled = AttentionPlan.of(Segments.ofLengths(lengths), SHAPE)
                    .filled(8)
                    .tiles();
            assertThat((long) filled.length).isEqualTo(AttentionPlan.tileInts(93, 8, SHAPE));
            assertThat(work(filled)).isEqualTo(work(own));
        }
    }

    private static int work(int[] tiles) {
        int work = 0;
        for (int i = 1; i < tiles.length; i += AttentionPlan.PIECE) {
            work += tiles[i] > 0 ? 1 : 0;
        }
        return work;
    }

    @Test
    void headsWithoutAKernelAreRefusedByTheirSize() {
        Segments one = Segments.ofLengths(List.of(5));
        assertThatThrownBy(() -> AttentionPlan.of(one, new AttentionShape(4, 2, 96)))
                .isInstanceOf(CudaException.class)
                .hasMessageContaining("[16, 32, 64, 128]")
                .hasMessageContaining("96")
                .hasMessageContaining("--device cpu");
        assertThatThrownBy(() -> AttentionPlan.of(one, new AttentionShape(5, 2, 64)))
                .isInstanceOf(CudaException.class)
                .hasMessage("5 query heads cannot share 2 key heads evenly");
    }

    @Test
    void aSequenceTooLongForTheKernelsIsRefused() {
        Segments long_ = Segments.ofLengths(List.of(50_000_000));
        assertThatThrownBy(() -> AttentionPlan.of(long_, SHAPE))
                .isInstanceOf(CudaException.class)
                .hasMessageContaining("50000000");
    }
}
