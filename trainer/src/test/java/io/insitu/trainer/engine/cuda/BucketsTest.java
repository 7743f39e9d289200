package io.insitu.trainer.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.trainer.engine.Segments;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class BucketsTest {
    @Test
    void fewSizesServeAllAndNoneIsMuchTooLarge() {
        TreeSet<Integer> sizes = new TreeSet<>();
        for (int rows = 1; rows <= Buckets.RECORDED_ROWS; rows++) {
            int size = Buckets.rows(rows);
            sizes.add(size);
            assertThat(size).isBetween(rows, Math.max(rows + 63, rows + rows / 8));
        }
        assertThat(sizes).hasSize(40).contains(64, 512, 1024, 8192).allMatch(size -> Buckets.rows(size) == size);
        assertThat(Buckets.rows(8193)).as("not recorded").isEqualTo(8193);
    }

    @Test
    void attentionHasRoomForPowersOfTwo() {
        assertThat(List.of(1, 8, 9, 16, 17).stream().map(Buckets::sequences)).containsExactly(8, 8, 16, 16, 32);
    }

    @Test
    void whatIsLackingIsOneSequenceMore() {
        Segments filled = Buckets.filled(Segments.ofLengths(List.of(40, 30)));
        assertThat(filled.count()).isEqualTo(3);
        assertThat(filled.length(2)).isEqualTo(58);
        Segments whole = Segments.ofLengths(List.of(40, 24));
        assertThat(Buckets.filled(whole)).isSameAs(whole);
    }
}
