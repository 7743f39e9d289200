package io.insitu.ops.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.ops.modelcli.Typed;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.step.FullTraining;
import io.insitu.trainer.step.LearningRate;
import io.insitu.trainer.step.Optimization;
import io.insitu.trainer.step.Parallelism;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A tiny base, a data file, a place for what comes of it, and the command that is typed there. */
abstract class TrainSite {
    @TempDir
    Path folder;

    Path base;
    Path data;
    Path out;

    @BeforeEach
    void aBase() throws Exception {
        base = folder.resolve("base");
        data = folder.resolve("data.jsonl");
        out = folder.resolve("out");
        ModelConfig shape = ModelConfig.llama(40, 16, 2, 2, 1, 24, 64);
        Optimization none = Optimization.lora(LearningRate.constant(1));
        try (FullTraining training = FullTraining.fresh(new CpuEngines(), shape, 1, none, Parallelism.of(1))) {
            training.save(base);
        }
    }

    final void nothingIsLeft() {
        assertThat(folder)
                .isDirectoryNotContaining(p -> p.getFileName().toString().startsWith("out"));
    }

    final JsonNode report(String method, Object... more) throws Exception {
        List<Object> words = new ArrayList<>(List.of(more));
        words.add("--json");
        Typed typed = train(method, out, words.toArray());
        assertThat(typed.exitCode()).as(typed.complaint()).isZero();
        return new ObjectMapper().readTree(typed.out());
    }

    final Typed train(String method, Path place, Object... more) {
        List<Object> words =
                new ArrayList<>(List.of("train", "--base", base, "--data", data, "--method", method, "--out", place));
        words.addAll(List.of(more));
        return Typed.of(words.toArray());
    }
}
