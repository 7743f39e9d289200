package io.insitu.ops.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.trainer.loss.Dpo;
import io.insitu.trainer.loss.Grpo;
import io.insitu.trainer.loss.Loss;
import io.insitu.trainer.loss.MaskedSft;
import io.insitu.trainer.loss.Nft;
import io.insitu.trainer.run.Attempt;
import io.insitu.trainer.run.Recipe;
import io.insitu.trainer.step.Example;
import io.insitu.trainer.step.LoraSpec;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class RunFingerprintTest {
    /** Checked, counted or reported; the adapter's bytes do not know of it. */
    private static final Set<String> DECIDES_NOTHING = Set.of("reference", "onPolicy", "checkpointEvery");

    @ParameterizedTest
    @EnumSource
    void recipesThatWereBuiltApartAreOne(Method method) {
        assertThat(fields(recipe(method))).isEqualTo(fields(recipe(method)));
    }

    @Test
    void everyPartOfARecipeThatDecidesIsInIt() throws Exception {
        Recipe usual = new Recipe(Grpo.defaults(), 1, 8, 0.1, 0.1, 0, 1, 1, false, true, false, 0, 0, 1, 10);
        for (RecordComponent part : Recipe.class.getRecordComponents()) {
            if (!part.getName().equals("reference")) { // a pull to the base needs it, so it goes with --kl
                assertThat(fields(changed(usual, part.getName())).equals(fields(usual)))
                        .as(part.getName())
                        .isEqualTo(DECIDES_NOTHING.contains(part.getName()));
            }
        }
    }

    @Test
    void everyNumberOfALossIsInIt() throws Exception {
        for (Loss loss : List.of(new Dpo(0.3), new Grpo(0.2, 0.28, 0.1, 3), new Nft())) {
            for (RecordComponent part : loss.getClass().getRecordComponents()) {
                Loss other = (Loss) changed((Record) loss, part.getName());
                assertThat(fields(with(other))).as(part.toString()).isNotEqualTo(fields(with(loss)));
            }
        }
        assertThat(List.of(new MaskedSft(), new Dpo(0.3), new Grpo(0.2, 0.28, 0.1, 3), new Nft()))
                .extracting(loss -> fields(with(loss)))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({"2e-4, 0.0002", "0.1, 0.1", "1, 1", "16, 16", "0, 0", "1e23, 1E+23", "2.0e-3, 0.002", "4.9e-324, 5E-324"
    })
    void aNumberIsWrittenAlikeByEveryJava(double value, String written) {
        assertThat(RunFingerprint.number(value)).isEqualTo(written);
        assertThat(Double.parseDouble(written)).isEqualTo(value);
    }

    private static Recipe with(Loss loss) {
        return new Recipe(loss, 1, 8, 0.1, 0.1, 0, 1, 1, false, true, false, 0, 0, 1, 10);
    }

    /** The same record, one of its values another. */
    private static <T extends Record> T changed(T record, String name) throws Exception {
        RecordComponent[] parts = record.getClass().getRecordComponents();
        List<Object> values = new ArrayList<>();
        List<Class<?>> types = new ArrayList<>();
        for (RecordComponent part : parts) {
            Object value = part.getAccessor().invoke(record);
            values.add(part.getName().equals(name) ? other(value) : value);
            types.add(part.getType());
        }
        @SuppressWarnings("unchecked")
        T result = (T) record.getClass()
                .getDeclaredConstructor(types.toArray(Class<?>[]::new))
                .newInstance(values.toArray());
        return result;
    }

    private static Object other(Object value) {
        if (value instanceof Boolean flag) {
            return !flag;
        } else if (value instanceof Integer number) {
            return number + 1;
        } else if (value instanceof Long number) {
            return number + 1;
        } else if (value instanceof Double number) {
            return number + 0.0625;
        } else if (value instanceof Nft.Weighting) {
            return Nft.Weighting.EVEN;
        }
        return new Dpo(0.7); // a loss
    }

    private static Map<String, String> fields(Recipe recipe) {
        LoraSpec spec = LoraSpec.everywhere(8, 16);
        List<Attempt> read = List.of(Attempt.of(Example.imitate(new int[] {1, 2}, new float[] {0, 1})));
        return new RunFingerprint("b", "", spec).of(recipe, new byte[0], read).fields();
    }

    /** As the command line makes it, from nothing each time. */
    private static Recipe recipe(Method method) {
        Typing typing = new Typing();
        new CommandLine(typing).parseArgs();
        return typing.options.recipe(method);
    }

    @Command
    private static final class Typing {
        @Mixin
        private TrainOptions options = new TrainOptions();
    }
}
