// Writes an adapter into the weights that it rides on: A below a weight, scale B beside it. An entry without a source writes zeros.
// places (count) as the struct below; masters (parameters) float32, the adapter's end to end.
// Launch: 16 blocks of 256 threads along x for each place along y. Bytes: 6 for each parameter. CPU twin: none; Projection multiplies apart.
struct Place {
    long long from; // first number in masters, or -1
    bf16* to;
    int rows;
    int columns;
    int stride;
    float scale;
};

KERNEL(place_adapter)(const float* masters, const Place* places) {
    Place place = places[block_y()];
    long long size = (long long) place.rows * place.columns;
    for (long long at = (long long) block_x() * threads() + thread_x(); at < size; at += (long long) grid_x() * threads()) {
        long long row = at / place.columns;
        float value = place.from < 0 ? 0.0f : masters[place.from + at] * place.scale;
        place.to[row * place.stride + (at - row * place.columns)] = to_bf16(value);
    }
}
