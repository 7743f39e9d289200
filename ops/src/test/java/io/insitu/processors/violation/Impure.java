package io.insitu.processors.violation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.Year;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Every way in which a stage might cease to be a function of the log, one class each; and what it may do instead. */
public final class Impure {
    private Impure() {}

    public record CallsAClock() {
        public long now() {
            return System.currentTimeMillis();
        }
    }

    public record RefersToAClock() {
        public LongSupplier now() {
            return System::nanoTime;
        }
    }

    public record RefersToAnInstant() {
        public Supplier<Instant> now() {
            return Instant::now;
        }
    }

    public record AsksForTheYear() {
        public Year now() {
            return Year.now();
        }
    }

    public record HoldsAClock(Clock clock) {}

    @SuppressWarnings("JavaUtilDate")
    public record MakesADate() {
        public Supplier<Date> now() {
            return Date::new;
        }
    }

    public record RefersToAnId() {
        public Supplier<UUID> id() {
            return UUID::randomUUID;
        }
    }

    public record DrawsUnseeded() {
        public SplittableRandom draws() {
            return new SplittableRandom();
        }
    }

    public record RefersToUnseededDraws() {
        public Supplier<SplittableRandom> draws() {
            return SplittableRandom::new;
        }
    }

    public record HoldsARandom(Random random) {}

    public record HoldsASecureRandom(SecureRandom random) {}

    public record Shuffles() {
        public void shuffle(List<String> list) {
            Collections.shuffle(list);
        }
    }

    public record AsksTheEnvironment() {
        public Supplier<Locale> locale() {
            return Locale::getDefault;
        }
    }

    @SuppressWarnings({"AnnotateFormatMethod", "StringFormatWithoutLocale"})
    public record FormatsInTheMachinesLocale() {
        public String say(double value) {
            return String.format("%.2f", value);
        }
    }

    public record ReadsAFile() {
        public boolean exists(Path path) {
            return Files.exists(path);
        }
    }

    public record StartsAThread() {
        public Thread thread(Runnable task) {
            return new Thread(task);
        }
    }

    /** The seed, the locale and the time are told. */
    public record Pure() {
        public String say(long seed, long atMs) {
            return String.format(
                    Locale.ROOT, "%s %s", new SplittableRandom(seed).nextInt(), Instant.ofEpochMilli(atMs));
        }
    }
}
