package io.insitu.ops.train;

/** How to learn from a file. */
enum Method {
    SFT,
    DPO,
    GRPO,
    NFT
}
