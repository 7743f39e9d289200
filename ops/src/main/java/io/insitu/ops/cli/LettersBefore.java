package io.insitu.ops.cli;

import io.insitu.connectors.importing.Refusal;
import io.insitu.ops.log.LogReader;
import io.insitu.schemas.Digest;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.DeadLetter;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/** Letters about records of files that the log has: a file that is imported again, or whose import was cut short, has them already. */
final class LettersBefore {
    private static final int NOWHERE = -1;

    private final Set<String> said = new HashSet<>();

    private LettersBefore() {}

    static LettersBefore on(LogReader log) {
        LettersBefore before = new LettersBefore();
        log.each(Topics.DEAD_LETTERS, "", line -> {
            if (line.value().getOriginPartition() == NOWHERE) {
                before.said.add(content(line.value()));
            }
        });
        return before;
    }

    boolean has(Refusal refusal) {
        return said.contains(content(refusal.letter(0)));
    }

    /** All but the time at which it was said. */
    private static String content(DeadLetter letter) {
        ByteBuffer value = letter.getValue();
        byte[] bytes = new byte[value == null ? 0 : value.remaining()];
        if (value != null) {
            value.duplicate().get(bytes);
        }
        return Digest.start()
                .add(letter.getOriginTopic())
                .add(letter.getReason().name())
                .add(letter.getDetail())
                .add(bytes)
                .id();
    }
}
