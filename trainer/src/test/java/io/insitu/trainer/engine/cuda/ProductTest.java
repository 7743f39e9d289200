package io.insitu.trainer.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.insitu.trainer.engine.cuda.Rows.Type;
import org.junit.jupiter.api.Test;

class ProductTest {
    private static final Rows A = Rows.of(0, 3, 16, Type.BF16);
    private static final Rows B = Rows.of(4096, 5, 16, Type.BF16);
    private static final Rows D = Rows.of(8192, 3, 5, Type.F32);

    @Test
    void shapesThatDoNotMeetAreRefusedWithBothOfThem() {
        assertThat(Product.of(A, false, B, true, D).depth()).isEqualTo(16);
        assertThatThrownBy(() -> Product.of(A, false, B, false, D))
                .hasMessage("cannot multiply 3 x 16 by 5 x 16 into 3 x 5");
    }

    @Test
    void whatIsAddedMustLookLikeTheResult() {
        Product product = Product.of(A, false, B, true, D);
        assertThat(product.plus(D).beta()).isEqualTo(1);
        assertThatThrownBy(() -> product.plus(Rows.of(0, 3, 5, Type.BF16))).hasMessageContaining("look like");
        assertThatThrownBy(() -> product.biased(Rows.of(0, 1, 5, Type.BF16))).hasMessageContaining("bf16 only");
    }

    @Test
    void viewsStayInside() {
        Rows view = A.rows(1, 2).columns(8, 8);
        assertThat(view.address()).isEqualTo((16 + 8) * 2);
        assertThat(view.stride()).isEqualTo(16);
        assertThat(view.bytes()).isEqualTo((16 + 8) * 2);
        assertThatThrownBy(() -> A.columns(9, 8)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> A.rows(-1, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    /** The library is asked once for what it would answer alike. */
    @Test
    void productsOfOneShapeAreOneShapeWhereverTheyLie() {
        LtShape shape = LtShape.of(Product.of(A, false, B, true, D));
        Rows elsewhere = Rows.of(1 << 20, 3, 16, Type.BF16);
        assertThat(LtShape.of(Product.of(elsewhere, false, B, true, D))).isEqualTo(shape);
        Rows unaligned = Rows.of((1 << 20) + 16, 3, 16, Type.BF16);
        assertThat(LtShape.of(Product.of(unaligned, false, B, true, D))).isNotEqualTo(shape);
        assertThat(LtShape.of(Product.of(A, false, B, true, D).plus(D))).isNotEqualTo(shape);
        assertThat(LtShape.aligned(48)).isEqualTo(16);
        assertThat(LtShape.aligned(1 << 20)).isEqualTo(256);
    }
}
