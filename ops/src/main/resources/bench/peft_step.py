"""One training step by transformers and PEFT on the CPU, again and again: what `insitu bench train --peft` takes turns with.

The first line of standard input is the shape as JSON; each further line asks for one step. Each is answered by one line of
JSON. Random weights in float32, LoRA on all seven linears, the loss of every token, AdamW, gradients clipped by their norm:
the same work as ours. Of the micro-batches that a step can be cut into, the fastest at a first try is kept.
"""
import json
import os
import resource
import sys
import time


def main():
    shape = json.loads(sys.stdin.readline())
    try:
        import peft
        import torch
        import transformers
    except ImportError as missing:
        return say({"error": f"{missing.name} is not installed"})
    torch.set_num_threads(shape["threads"])
    torch.manual_seed(1)
    model = transformers.LlamaForCausalLM(
        transformers.LlamaConfig(
            vocab_size=shape["vocabulary"],
            hidden_size=shape["hidden"],
            num_hidden_layers=shape["layers"],
            num_attention_heads=shape["heads"],
            num_key_value_heads=shape["kvHeads"],
            intermediate_size=shape["feedForward"],
            tie_word_embeddings=shape["tied"],
            max_position_embeddings=2048,
            use_cache=False,
            attn_implementation="sdpa",
        )
    )
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
    optimizer = torch.optim.AdamW(learning, lr=1e-4, weight_decay=0.0)
    tokens = torch.randint(0, shape["vocabulary"], (shape["sequences"], shape["sequence"]))

    def step(rows):
        optimizer.zero_grad(set_to_none=True)
        for part in tokens.split(rows):
            loss = model(input_ids=part, labels=part).loss
            (loss * len(part) / len(tokens)).backward()
        torch.nn.utils.clip_grad_norm_(learning, 1.0)
        optimizer.step()

    def timed(rows):
        usage = resource.getrusage(resource.RUSAGE_SELF)
        start = time.perf_counter()
        step(rows)
        seconds = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_SELF)
        return seconds, after.ru_utime + after.ru_stime - usage.ru_utime - usage.ru_stime

    sizes = [rows for rows in (1, 2, 4, 8, 16, 32, 64) if rows < len(tokens)] + [len(tokens)]
    step(1)
    fastest = min(sizes, key=lambda rows: timed(rows)[0])
    say(
        {
            "versions": f"transformers {transformers.__version__} + PEFT {peft.__version__}, torch {torch.__version__}",
            "microBatch": fastest,
        }
    )
    for _ in sys.stdin:
        seconds, processor = timed(fastest)
        say({"seconds": seconds, "cpuSeconds": processor})


def say(what):
    print(json.dumps(what), file=answers, flush=True)


if __name__ == "__main__":
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever libraries print is no answer
    try:
        main()
    except Exception as broken:  # one line; whoever wants more runs this by hand
        say({"error": f"{type(broken).__name__}: {str(broken).splitlines()[0] if str(broken) else ''}"})
