#!/usr/bin/env python3
"""One training step by transformers and PEFT on a device, timed: what ops/gpu-check compares with.

Reads a shape as JSON from standard input, writes one JSON object to standard output. The model has random weights;
nothing is fetched. The adapter is LoRA on all seven linear modules, the loss that of every token, the optimizer AdamW
with gradients clipped by their norm: the same work as ours.
"""
import json
import statistics
import sys
import time

WARM_UP = 2


def main() -> dict:
    shape = json.load(sys.stdin)
    try:
        import peft
        import torch
        import transformers
    except ImportError as missing:
        return {"error": f"{missing.name} is not installed"}
    if not torch.cuda.is_available():
        return {"error": "PyTorch sees no device"}
    torch.manual_seed(1)
    device = torch.device("cuda")
    config = transformers.Qwen2Config(
        vocab_size=shape["vocabulary"],
        hidden_size=shape["hidden"],
        num_hidden_layers=shape["layers"],
        num_attention_heads=shape["heads"],
        num_key_value_heads=shape["kvHeads"],
        intermediate_size=shape["feedForward"],
        tie_word_embeddings=shape["tied"],
        max_position_embeddings=4096,
        use_cache=False,
        attn_implementation="sdpa",
    )
    usual = torch.get_default_dtype()
    torch.set_default_dtype(torch.bfloat16)
    with device:
        model = transformers.Qwen2ForCausalLM(config)
    torch.set_default_dtype(usual)
    model = peft.get_peft_model(
        model,
        peft.LoraConfig(
            r=shape["rank"],
            lora_alpha=2 * shape["rank"],
            lora_dropout=0.0,
            target_modules=["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"],
            task_type="CAUSAL_LM",
        ),
    )
    model.train()
    learning = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(learning, lr=1e-5, weight_decay=0.0, fused=True)
    tokens = torch.randint(0, shape["vocabulary"], (shape["rows"], shape["sequence"]), device=device)

    # The largest micro-batch that fits, so that memory does not decide the comparison.
    rows = shape["rows"]
    while True:
        try:
            step(model, optimizer, learning, tokens, rows)
            break
        except torch.cuda.OutOfMemoryError:
            optimizer.zero_grad(set_to_none=True)
            torch.cuda.empty_cache()
            if rows == 1:
                return {"error": "one sequence does not fit into the device"}
            rows = max(1, rows // 2)
    for _ in range(WARM_UP - 1):
        step(model, optimizer, learning, tokens, rows)
    torch.cuda.reset_peak_memory_stats()
    seconds = []
    for _ in range(shape["steps"]):
        start = time.perf_counter()
        step(model, optimizer, learning, tokens, rows)
        seconds.append(time.perf_counter() - start)
    return {
        "secondsPerStep": statistics.median(seconds),
        "peakGb": torch.cuda.max_memory_allocated() / 1e9,
        "microBatch": rows,
        "versions": f"transformers {transformers.__version__} + PEFT {peft.__version__}, torch {torch.__version__}",
    }


def step(model, optimizer, learning, tokens, rows) -> None:
    import torch

    optimizer.zero_grad(set_to_none=True)
    for part in tokens.split(rows):
        loss = model(input_ids=part, labels=part).loss
        (loss * len(part) / len(tokens)).backward()
    torch.nn.utils.clip_grad_norm_(learning, 1.0)
    optimizer.step()
    torch.cuda.synchronize()


if __name__ == "__main__":
    try:
        said = main()
    except Exception as broken:  # one line for the table; whoever wants more runs this by hand
        said = {"error": f"{type(broken).__name__}: {str(broken).splitlines()[0] if str(broken) else ''}"}
    print(json.dumps(said))
