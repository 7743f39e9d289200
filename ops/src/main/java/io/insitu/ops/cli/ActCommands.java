package io.insitu.ops.cli;

import io.insitu.ops.ExitCode;
import io.insitu.ops.UserError;
import io.insitu.ops.log.LogReader;
import io.insitu.ops.site.Site;
import io.insitu.schemas.Digest;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.Approve;
import io.insitu.schemas.event.Control;
import io.insitu.schemas.event.Pause;
import io.insitu.schemas.event.Quarantine;
import io.insitu.schemas.event.Reject;
import io.insitu.schemas.event.Resume;
import io.insitu.schemas.event.Retract;
import io.insitu.schemas.event.Rollback;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands that act: each writes one operator's command to the log, where it takes effect in order. */
public final class ActCommands {
    private ActCommands() {}

    /** What all of them share. */
    abstract static class Act implements Callable<Integer> {
        @Mixin
        private DataOption data = new DataOption();

        @Option(names = "--lineage", required = true, description = "Whom it concerns.")
        private String lineage = "";

        @Option(names = "--reason", defaultValue = "", description = "Why; kept with the command.")
        private String reason = "";

        @Option(names = "--json", description = "As JSON.")
        private boolean json;

        abstract Object body(String reason);

        /** Fails when it would have no effect: what nobody knows is a slip of the hand. */
        void check(LogReader log, String lineage) {}

        @Override
        public Integer call() {
            Subjects.checkLineage(lineage);
            try (Site site = data.join()) {
                check(DataOption.log(site), lineage);
                say(written(site));
                if (site.ours()) {
                    System.err.println("insitu: nothing learns on this folder now; it takes effect at the next start");
                }
            }
            return ExitCode.OK;
        }

        private Control written(Site site) {
            long nowMs = System.currentTimeMillis();
            Object body = body(reason);
            Control command = Control.newBuilder()
                    .setCommandId(Digest.of(lineage, String.valueOf(nowMs), body.toString()))
                    .setLineage(lineage)
                    .setOperator(String.valueOf(System.getProperty("user.name")))
                    .setAtMs(nowMs)
                    .setBody(body)
                    .build();
            try (KafkaProducer<String, Control> producer = new KafkaProducer<>(
                    site.clients().producer(),
                    new StringSerializer(),
                    site.serdes().of(Topics.CONTROL).serializer())) {
                producer.send(new ProducerRecord<>(Topics.CONTROL.name(), lineage, command))
                        .get();
            } catch (ExecutionException e) {
                throw new UserError("control: could not be written: " + UserError.reason(e));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UserError("control: interrupted");
            }
            return command;
        }

        private void say(Control command) {
            Table table = new Table("command", "lineage", "body");
            table.row(command.getCommandId(), lineage, command.getBody().toString());
            table.print(json);
        }
    }

    /** About one fact. */
    abstract static class ActOn extends Act {
        @Parameters(paramLabel = "ID", description = "What it is about.")
        private String subject = "";

        final String subject() {
            return subject;
        }

        @Override
        void check(LogReader log, String lineage) {
            if (!Subjects.learnt(log, lineage, subject)) {
                throw UserError.usage("'" + subject + "': lineage '" + lineage
                        + "' has no principle, tool or adapter of that id; 'insitu principles', 'tools' and 'adapters'"
                        + " list them");
            }
        }
    }

    /** Promotes what the gate holds. */
    @Command(name = "approve", mixinStandardHelpOptions = true, description = "Promote a held candidate or an entry.")
    public static final class Approving extends ActOn {
        @Override
        Object body(String reason) {
            return Approve.newBuilder().setSubjectId(subject()).build();
        }
    }

    /** Refuses a candidate. */
    @Command(name = "reject", mixinStandardHelpOptions = true, description = "Refuse a candidate or retire an entry.")
    public static final class Rejecting extends ActOn {
        @Override
        Object body(String reason) {
            return Reject.newBuilder().setSubjectId(subject()).setReason(reason).build();
        }
    }

    /** Serves the adapter before this one again. */
    @Command(name = "rollback", mixinStandardHelpOptions = true, description = "Leave an adapter for the one before.")
    public static final class RollingBack extends ActOn {
        @Override
        Object body(String reason) {
            return Rollback.newBuilder()
                    .setAdapterId(subject())
                    .setReason(reason)
                    .build();
        }
    }

    /** Takes back an event and all that followed from it. */
    @Command(name = "retract", mixinStandardHelpOptions = true, description = "Unlearn an event or trajectory.")
    public static final class Retracting extends ActOn {
        @Override
        void check(LogReader log, String lineage) {
            if (!Subjects.told(log, lineage, subject())) {
                throw UserError.usage("'" + subject() + "': lineage '" + lineage
                        + "' has no event or trajectory of that id; 'insitu experience' lists trajectories, 'insitu"
                        + " lineage ID' the events behind them");
            }
        }

        @Override
        Object body(String reason) {
            return Retract.newBuilder()
                    .setSubjectId(subject())
                    .setReason(reason)
                    .build();
        }
    }

    /** Keeps something out until it is approved. */
    @Command(name = "quarantine", mixinStandardHelpOptions = true, description = "Keep something out until approved.")
    public static final class Quarantining extends ActOn {
        @Override
        Object body(String reason) {
            return Quarantine.newBuilder()
                    .setSubjectId(subject())
                    .setReason(reason)
                    .build();
        }
    }

    /** Stops learning; serving goes on. */
    @Command(name = "pause", mixinStandardHelpOptions = true, description = "Stop learning; serving goes on.")
    public static final class Pausing extends Act {
        @Override
        Object body(String reason) {
            return Pause.newBuilder().setReason(reason).build();
        }
    }

    /** Learns again. */
    @Command(name = "resume", mixinStandardHelpOptions = true, description = "Learn again.")
    public static final class Resuming extends Act {
        @Override
        Object body(String reason) {
            return Resume.newBuilder().setReason(reason).build();
        }
    }
}
