package io.insitu.ops.demo;

import io.insitu.ops.UserError;
import io.insitu.ops.log.LogReader;
import io.insitu.ops.site.Site;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.ConfigureLineage;
import io.insitu.schemas.event.Control;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Tells learning what each arm may learn, and waits until it is in the journal, ahead of any attempt. */
final class Lineages {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Site site;
    private final LogReader log;

    Lineages(Site site) {
        this.site = site;
        this.log = new LogReader(site.clients(), site.serdes());
    }

    void configure(List<Arm> arms) {
        Set<String> wanted = new HashSet<>();
        arms.forEach(arm -> wanted.add(commandId(arm)));
        Set<String> asked = new HashSet<>();
        log.each(Topics.CONTROL, "", line -> asked.add(line.value().getCommandId()));
        Serializer<Control> serializer = site.serdes().of(Topics.CONTROL).serializer();
        try (KafkaProducer<String, Control> producer =
                new KafkaProducer<>(site.clients().producer(), new StringSerializer(), serializer)) {
            for (Arm arm : arms) {
                if (!asked.contains(commandId(arm))) {
                    producer.send(new ProducerRecord<>(Topics.CONTROL.name(), arm.lineage(), command(arm)))
                            .get();
                }
            }
            awaitJournal(wanted);
        } catch (ExecutionException e) {
            throw new UserError("control: could not be written: " + UserError.reason(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted while lineages were configured");
        }
    }

    private void awaitJournal(Set<String> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Set<String> missing = new HashSet<>(wanted);
            log.each(Topics.JOURNAL, "", line -> {
                if (line.value().getBody() instanceof Control control) {
                    missing.remove(control.getCommandId());
                }
            });
            if (missing.isEmpty()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new UserError("learning did not take notice of " + missing + " within " + PATIENCE.toSeconds()
                        + " s; see " + site.folder().root().resolve("insitu.log"));
            }
            Thread.sleep(50);
        }
    }

    private static String commandId(Arm arm) {
        return "configure-" + arm.lineage();
    }

    private static Control command(Arm arm) {
        return Control.newBuilder()
                .setCommandId(commandId(arm))
                .setLineage(arm.lineage())
                .setOperator("demo")
                .setAtMs(System.currentTimeMillis())
                .setBody(ConfigureLineage.newBuilder()
                        .setLearnPrinciples(arm.principles())
                        .setLearnTools(arm.tools())
                        .setLearnAdapters(arm.adapters())
                        .build())
                .build();
    }
}
