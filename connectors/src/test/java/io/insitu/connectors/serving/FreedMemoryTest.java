package io.insitu.connectors.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.schemas.model.LoraAdapter;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was lent goes back when it is let go, and not when the garbage collector comes by: nothing here calls it. */
class FreedMemoryTest {
    @TempDir
    Path folder;

    @Test
    void anAdapterThatIsReleasedTakesNoMemoryAnyMore() throws Exception {
        TinyModels.write(folder, TinyModels.demo(), 1);
        try (AgentRuntime runtime = AgentRuntime.open(folder, RuntimeOptions.defaults())) {
            runtime.probe(AgentRuntime.BASE); // workspaces are made once and kept
            long least = direct(); // falls when what other tests left is collected meanwhile
            long most = 0;
            for (int version = 0; version < 40; version++) {
                LoraAdapter adapter = TinyModels.adapter(runtime.baseModelId(), TinyModels.demo(), version, 16);
                String id = runtime.load(adapter);
                most = Math.max(most, direct() - least);
                try (Conversation last = runtime.beginWith(id)) {
                    runtime.release(id);
                    assertThat(last.logitsAfter(new int[] {1, 2, 3})).hasSize(320);
                }
                assertThat(direct()).as("version " + version).isLessThan(least + 10_000);
                least = Math.min(least, direct());
            }
            assertThat(most).as("bytes of one adapter").isGreaterThan(500_000);
        }
    }

    @Test
    void aLongConversationsCacheGoesBackAtItsEnd() throws Exception {
        TinyModels.write(folder, TinyModels.patient(), 1);
        try (AgentRuntime runtime = AgentRuntime.open(folder, RuntimeOptions.defaults())) {
            runtime.probe(AgentRuntime.BASE);
            long least = direct();
            long most = 0;
            for (int i = 0; i < 10; i++) {
                try (Conversation conversation = runtime.beginWith(AgentRuntime.BASE)) {
                    conversation.logitsAfter(new Random(i).ints(2_000, 0, 50).toArray());
                    most = Math.max(most, direct() - least);
                }
                assertThat(direct()).as("conversation " + i).isLessThan(least + 300_000);
                least = Math.min(least, direct());
            }
            assertThat(most).as("bytes of one conversation").isGreaterThan(500_000);
        }
    }

    @Test
    void whatABatchOfManyAdaptersNeededGoesBackWhenItRests() throws Exception {
        TinyModels.write(folder, TinyModels.demo(), 1);
        try (AgentRuntime runtime = AgentRuntime.open(folder, RuntimeOptions.defaults());
                ContinuousBatching serving = new ContinuousBatching(runtime, ServingLimits.defaults())) {
            String[] ids = new String[4];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = runtime.load(TinyModels.adapter(runtime.baseModelId(), TinyModels.demo(), i, 16));
            }
            long least = direct();
            long most = 0;
            for (int round = 0; round < 4; round++) {
                AtomicLong lent = new AtomicLong();
                Answer[] answers = new Answer[ids.length];
                for (int i = 0; i < ids.length; i++) {
                    answers[i] = serving.submit(new Ask(
                            new Ask.Who.Adapter(ids[i]),
                            new int[] {1, 2, 3},
                            new SamplingOptions(100, 1, i, Set.of(), 0, 1),
                            0,
                            (token, alternatives) -> lent.accumulateAndGet(direct(), Math::max)));
                }
                for (Answer answer : answers) {
                    answer.await();
                }
                for (int wait = 0; wait < 500 && direct() > least + 200_000; wait++) {
                    Thread.sleep(10); // the batch's own thread puts things away
                }
                assertThat(direct()).as("round " + round).isLessThan(least + 200_000);
                most = Math.max(most, lent.get() - least);
                least = Math.min(least, direct());
            }
            assertThat(most).as("lent while they answer").isGreaterThan(1_000_000);
        }
    }

    private static long direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
