package io.insitu.ops.train;

/** How to learn from a file. */
public enum Method {
    SFT,
    DPO,
    GRPO,
    NFT
}
