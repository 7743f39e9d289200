package io.insitu.ops.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.ops.modelcli.Typed;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a line may be, and how one that makes no sense is refused. */
class TrainDataTest extends TrainSite {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "sft  | {                                        | data.jsonl:1: not one JSON object: Unexpected end-of-input: expected close marker for Object (opened in column 1), column 2",
                "sft  | {\"text\":\"x\"}                         | data.jsonl:1: text: no such field here",
                "sft  | {\"weight\":1}                         | data.jsonl:1: tokens: a list of token ids is missing",
                "sft  | {\"tokens\":[1,40],\"mask\":[0,1]}       | data.jsonl:1: tokens: 40 at 1 is outside the vocabulary of 40",
                "sft  | {\"tokens\":[1,-1],\"mask\":[0,1]}       | outside the vocabulary",
                "sft  | {\"tokens\":[1,2],\"mask\":[1]}          | mask: 2 tokens need as many entries, there are 1",
                "sft  | {\"tokens\":[1,2],\"mask\":[1,0]}        | no token behind the first is a target",
                "sft  | {\"tokens\":[1,2],\"mask\":[0,\"x\"]}    | mask: entry 1 is \"x\"",
                "sft  | {\"tokens\":[1,2],\"mask\":[0,\"1\"]}    | data.jsonl:1: mask: entry 1 is \"1\"; the weight of a token is a finite number from 0",
                "sft  | {\"tokens\":[1,2],\"mask\":[0,-1]}       | data.jsonl:1: mask: entry 1 is -1; the weight of a token is a finite number from 0",
                "sft  | {\"tokens\":[1,2],\"mask\":[0,1e99]}     | data.jsonl:1: mask: entry 1 is 1.0E99",
                "grpo | {\"group\":\"g\",\"tokens\":[1,2,3],\"mask\":[0,1,-0.5],\"reward\":-1} | data.jsonl:1: mask: entry 2 is -0.5",
                "dpo  | {\"chosen\":{\"tokens\":[1,2],\"mask\":[0,1]},\"rejected\":{\"tokens\":[1,40],\"mask\":[0,1]}} | data.jsonl:1: rejected: tokens: 40 at 1 is outside the vocabulary of 40",
                "sft  | {\"tokens\":[1,2],\"mask\":[0,1],\"weight\":-2} | data.jsonl:1: weight: is -2; it must be above 0",
                "sft  | {\"tokens\":[1,2],\"mask\":[0,1],\"weight\":0} | data.jsonl:1: weight: is 0; it must be above 0",
                "sft  | {\"tokens\":[1,2],\"mask\":[0,1e30],\"weight\":1e30} | data.jsonl:1: weight: times entry 1 of mask it is beyond float32",
                "sft  | {\"tokens\":[1,2.5],\"mask\":[0,1]}      | data.jsonl:1: tokens: entry 1 is 2.5, which is no token id",
                "sft  | {\"messages\":[]}                        | data.jsonl:1: messages: must be a list of {role, content}",
                "sft  | {\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} | neither tokenizer.json nor vocab.json; give token ids",
                "dpo  | {\"chosen\":{\"tokens\":[1,2],\"mask\":[0,1]}} | rejected: an object",
                "grpo | {\"tokens\":[1,2],\"mask\":[0,1],\"reward\":1} | group: attempts at one task share a name",
                "grpo | {\"group\":5,\"tokens\":[1,2],\"mask\":[0,1],\"reward\":1} | data.jsonl:1: group: attempts at one task share a name, a text; was 5",
                "dpo  | {\"chosen\":{\"tokens\":[1,2],\"mask\":[0,1]},\"rejected\":{\"tokens\":[1,2],\"mask\":[1,1]}} | data.jsonl:1: chosen and rejected are the same tokens",
                "grpo | {\"group\":\"g\",\"tokens\":[1,2],\"mask\":[0,1]} | reward: must be a number, was missing",
                "grpo | {\"group\":\"g\",\"tokens\":[1,2],\"mask\":[0,1],\"reward\":1} | group \"g\" has one attempt",
                "grpo | {\"group\":\"g\",\"tokens\":[1,2],\"mask\":[0,1],\"reward\":1,\"logprobs\":[0]} | logprobs: 2 tokens need",
                "grpo | {\"group\":\"g\",\"tokens\":[1,2],\"mask\":[0,1],\"reward\":1,\"logprobs\":[0,0.5]} | data.jsonl:1: logprobs: entry 1 is 0.5",
                "grpo | {\"group\":\"g\",\"tokens\":[1,2],\"mask\":[0,1],\"reward\":1,\"logprobs\":[0,null]} | logprobs: entry 1 is null",
                "sft  | {\"tokens\":[1,2],\"mask\":[0,1]} {\"tokens\":[1,3],\"mask\":[0,1]} | data.jsonl:1: not one JSON object",
                "sft  | {\"tokens\":[1,2],\"mask\":[0,1]}]    | data.jsonl:1: not one JSON object",
                "sft  | {\"tokens\":[1,2],\"tokens\":[1,3],\"mask\":[0,1]} | Duplicate field 'tokens'",
                "sft  | [1,2]                                | data.jsonl:1: not a JSON object, but [1,2]",
                "sft  | {\"tokens\":[1,2],\"mask\":[0,1],\"wieght\":0.5} | data.jsonl:1: wieght: no such field here; known are tokens, mask, messages, weight, id, metadata",
                "sft  | {\"tokens\":[1,2],\"mask\":[0,1],\"reward\":1} | reward: no such field here",
                "dpo  | {\"chosen\":{\"tokens\":[1,2],\"mask\":[0,1],\"x\":1},\"rejected\":{}} | chosen: x: no such field here",
                "sft  | {\"tokens\":[1,2],\"messages\":[]}    | tokens: messages are there too",
                "sft  | {\"mask\":[0,1],\"messages\":[]}      | mask: messages are there too",
                "sft  | {\"messages\":[{\"role\":\"assistant\",\"content\":\"x\",\"weight\":0}]} | messages: weight of a message is not read here; known are role, content"
            })
    void dataThatCannotBeLearntFromIsOneLineWithFileAndReason(String method, String line, String reason)
            throws Exception {
        Files.writeString(data, line + "\n");
        Typed typed = train(method, out);
        assertThat(typed.exitCode()).isEqualTo(1);
        assertThat(typed.complaint()).startsWith("insitu: ").contains(reason).hasLineCount(1);
        assertThat(folder)
                .isDirectoryNotContaining(p -> p.getFileName().toString().startsWith("out"));
    }

    @Test
    void rewardsWithoutADeviationAreNamedByTheirGroup() throws Exception {
        String attempt = "{\"group\":\"g\",\"tokens\":[1,2],\"mask\":[0,1],\"reward\":%s}\n";
        Files.writeString(data, "\n" + attempt.formatted("1e308") + attempt.formatted("-1e308"));
        Typed typed = train("grpo", out);
        assertThat(typed.exitCode()).isEqualTo(1);
        assertThat(typed.complaint())
                .contains("data.jsonl:2: reward: those of group \"g\" are too large for their deviation")
                .hasLineCount(1);
        assertThat(report("nft").path("attempts").asInt())
                .as("asks which succeeded")
                .isEqualTo(2);
    }

    @Test
    void bytesThatAreNoTextAreNamedByTheirLine() throws Exception {
        byte[] line = "{\"tokens\":[1,2],\"mask\":[0,1],\"id\":\"\u00fc\"}\n".getBytes(StandardCharsets.UTF_8);
        byte[] both = Arrays.copyOf(line, 2 * line.length);
        System.arraycopy(line, 0, both, line.length, line.length);
        Files.write(data, both);
        assertThat(report("sft").path("attempts").asInt()).isEqualTo(2);
        both[both.length - 4] = (byte) 0xff; // the second half of the second line's u with dots
        Files.write(data, both);
        Typed typed = train("sft", folder.resolve("out2"));
        assertThat(typed.exitCode()).isEqualTo(1);
        assertThat(typed.complaint()).contains("data.jsonl:2: not UTF-8").hasLineCount(1);
    }
}
