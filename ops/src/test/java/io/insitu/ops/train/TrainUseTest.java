package io.insitu.ops.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.ops.modelcli.Typed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options and places that make no sense. */
class TrainUseTest extends TrainSite {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--device tpu          | '--device'",
                "--targets q_proj,gate | --targets q_proj,gate: known are",
                "--kl 0.1              | --kl means nothing to this --method",
                "--epochs 0            | insitu: --epochs 0: without a pass over the data nothing is learnt; give a whole number from 1",
                "--lr abc              | Invalid value for option '--lr': 'abc' is no number",
                "--rank 1e3            | Invalid value for option '--rank': '1e3' is no whole number up to 2147483647",
                "--seed x              | Invalid value for option '--seed': 'x' is no whole number up to 9223372036854775807",
                "--batch 0             | --batch 0: ; give a whole number from 1",
                "--lr -1               | --lr -1: ; give a finite number above 0",
                "--lr 0                | --lr 0: ; give a finite number above 0",
                "--rank 0              | --rank 0: ; give a whole number from 1",
                "--alpha 0             | --alpha 0: ; give a finite number above 0",
                "--threads 0           | --threads 0: ; give a whole number from 1",
                "--lr Infinity         | --lr Infinity: ; give a finite number above 0",
                "--lr NaN              | --lr NaN: ; give a finite number above 0",
                "--warm-up 1.5         | --warm-up 1.5: ; give a number from 0 to 1",
                "--weight-decay -1     | --weight-decay -1: ; give a finite number from 0",
                "--weight-decay Infinity | --weight-decay Infinity: ; give a finite number from 0",
                "--max-grad-norm -1    | --max-grad-norm -1: ; give a finite number from 0",
                "--max-grad-norm NaN   | --max-grad-norm NaN: ; give a finite number from 0",
                "--checkpoint-every 0  | --checkpoint-every 0: ; give a whole number from 1",
                "--method dpo --beta 0 | --beta 0: ; give a finite number above 0",
                "--method grpo --clip-low 1  | --clip-low 1: ; give a number between 0 and 1",
                "--method grpo --clip-high 0 | --clip-high 0: ; give a finite number above 0",
                "--method grpo --dual-clip 0.5 | --dual-clip 0.5: ; give 0 for no bound, or a finite number above 1",
                "--method grpo --kl -1 | --kl -1: ; give a finite number from 0",
                "--method grpo --entropy-guard 2 | --entropy-guard 2: ; give a number from 0 to 1",
                "--method grpo --replay -1 | --replay -1: ; give a whole number from 0",
                "--method grpo --replay 5 --replay-warm-up 0 | --replay-warm-up 0: ; give a whole number from 1",
                "--beta 0.2            | --beta means nothing to this --method",
                "--clip-low 0.2        | --clip-low means nothing to this --method",
                "--replay-warm-up 5    | --replay-warm-up means nothing to this --method",
                "--epochs 2000000000   | are 2000000000 steps; at most 100000",
                "--rank 4000000        | needs about",
                "--rank 1000000000     | numbers, an adapter has at most 2147483647"
            })
    void optionsThatMakeNoSenseAreWrongUse(String options, String reason) throws Exception {
        Files.writeString(data, "{\"tokens\":[1,2],\"mask\":[0,1]}\n");
        boolean other = options.startsWith("--method ");
        String[] words = options.split(" ");
        Typed typed = other
                ? train(words[1], out, (Object[]) Arrays.copyOfRange(words, 2, words.length))
                : train("sft", out, (Object[]) words);
        assertThat(typed.exitCode()).as(typed.complaint()).isEqualTo(2);
        assertThat(typed.complaint()).contains(reason.split("(?<=: ); ")).hasLineCount(1);
        nothingIsLeft();
    }

    @ParameterizedTest
    @CsvSource({"--rank,4", "--alpha,3", "--targets,q_proj", "--targets,all"})
    void aShapeThatIsNotTheParentsIsWrongUse(String option, String value) throws Exception {
        Files.writeString(data, "{\"tokens\":[1,2],\"mask\":[0,1]}\n");
        Path parent = folder.resolve("parent");
        assertThat(train("sft", parent, "--rank", 2, "--alpha", 4, "--targets", "v_proj,q_proj")
                        .exitCode())
                .isZero();
        Typed typed = train("sft", out, "--adapter", parent, option, value);
        assertThat(typed.exitCode()).as(typed.complaint()).isEqualTo(2);
        assertThat(typed.complaint())
                .contains(option + " ")
                .contains("the parent adapter has")
                .hasLineCount(1);
        nothingIsLeft();
        Typed scaled = train("sft", out, "--adapter", parent, "--rslora");
        assertThat(scaled.exitCode()).as(scaled.complaint()).isEqualTo(2);
        Typed agreeing =
                train("sft", out, "--adapter", parent, "--rank", 2, "--alpha", 4, "--targets", "q_proj,v_proj");
        assertThat(agreeing.exitCode()).as(agreeing.complaint()).isZero();
    }

    @Test
    void aPlaceThatCannotBeWrittenIsRefusedBeforeAnythingIsLearnt() throws Exception {
        Files.writeString(data, "{\"tokens\":[1,2],\"mask\":[0,1]}\n");
        Typed typed = train("sft", data.resolve("out"));
        assertThat(typed.exitCode()).as(typed.complaint()).isEqualTo(2);
        assertThat(typed.complaint())
                .contains("data.jsonl/out cannot be written")
                .hasLineCount(1);
    }

    @Test
    void twoRunsDoNotShareAPlace() throws Exception {
        Files.writeString(data, "{\"tokens\":[1,2],\"mask\":[0,1]}\n");
        try (RunLock other = RunLock.of(out)) {
            Typed typed = train("sft", out);
            assertThat(typed.exitCode()).isEqualTo(1);
            assertThat(typed.complaint())
                    .contains("another run is writing there")
                    .contains("out.lock")
                    .hasLineCount(1);
        }
        Files.writeString(folder.resolve("out.lock"), "left by a process that was killed");
        assertThat(train("sft", out).exitCode()).isZero();
        assertThat(folder.resolve("out.lock")).doesNotExist();
    }
}
