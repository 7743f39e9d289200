package io.insitu.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.schemas.event.DeadLetter;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.registry.RegistryException;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
    @Test
    void aLongValueIsCutAndTheLetterSaysSo() {
        DeadLetter letter =
                DeadLetters.from("t", 1, 2, null, new byte[300_000], DeadLetterReason.TOO_LARGE, "too large", 5);

        assertThat(letter.getKey()).isNull();
        assertThat(letter.getValue().remaining()).isEqualTo(262_144);
        assertThat(letter.getDetail()).isEqualTo("too large; value cut from 300000 to 262144 bytes");
    }

    @Test
    void onlyTheRecordsOwnFaultIsAReason() {
        Exception wrapped =
                new RuntimeException("task 0_1", new UnreadableRecordException(DeadLetterReason.BAD_MAGIC, "no"));

        assertThat(DeadLetters.reason(wrapped)).contains(DeadLetterReason.BAD_MAGIC);
        assertThat(DeadLetters.reason(new RegistryException(0, "silent"))).isEmpty();
        assertThat(DeadLetters.reason(new IllegalStateException("bug"))).isEmpty();
    }
}
