package io.insitu.trainer.engine.cuda;

import io.insitu.trainer.engine.cuda.Rows.Type;

/** How fast a device multiplies large bf16 matrices right now: no training step can be faster. */
final class ProductCeiling {
    private static final int SIZE = 8192;
    private static final int WARM_UP = 10;
    private static final int TIMED = 50;

    private ProductCeiling() {}

    /** Operations per second. Of zeros, where a device that saves power is a little faster than with numbers. */
    static double perSecond(Device device) {
        long bytes = 2L * SIZE * SIZE;
        long all = device.allocate(3 * bytes);
        try {
            Product product = Product.of(matrix(all), false, matrix(all + bytes), true, matrix(all + 2 * bytes));
            repeat(device, product, WARM_UP);
            long start = System.nanoTime();
            repeat(device, product, TIMED);
            return 2.0 * SIZE * SIZE * SIZE * TIMED / ((System.nanoTime() - start) / 1e9);
        } finally {
            device.free(all);
        }
    }

    private static Rows matrix(long address) {
        return Rows.of(address, SIZE, SIZE, Type.BF16);
    }

    private static void repeat(Device device, Product product, int times) {
        for (int i = 0; i < times; i++) {
            device.multiply(product);
        }
        device.await();
    }
}
