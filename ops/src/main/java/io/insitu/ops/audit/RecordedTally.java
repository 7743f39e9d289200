package io.insitu.ops.audit;

import io.insitu.processors.intake.RecordedFacts;
import io.insitu.schemas.event.Ack;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.Control;
import io.insitu.schemas.event.JournalEntry;
import io.insitu.schemas.event.Reply;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/** Every reply, candidate, acknowledgement and command must be in the journal as often as it was said. */
final class RecordedTally {
    private final Map<String, Integer> said = new HashMap<>();
    private final Map<String, Integer> entered = new HashMap<>();
    private final Set<Place> refused = new HashSet<>();

    /** A dead letter about the fact at this place; to be told before the facts. */
    void letterAbout(Place place) {
        refused.add(place);
    }

    /** A fact on its own topic; decisions of the gate are no input and are left out. */
    void said(SpecificRecord fact, Place place) {
        if (!refused.contains(place)) {
            RecordedFacts.entry(fact).ifPresent(entry -> said.merge(entry.getEntryId(), 1, Integer::sum));
        }
    }

    /** Any entry of the journal. */
    void entry(JournalEntry entry) {
        if (entry.getBody() instanceof SpecificRecord body && isRecorded(body)) {
            entered.merge(entry.getEntryId(), 1, Integer::sum);
        }
    }

    Tally recorded() {
        long lost = 0;
        long twice = 0;
        for (Map.Entry<String, Integer> each : said.entrySet()) {
            lost += Math.max(0, each.getValue() - entered.getOrDefault(each.getKey(), 0));
        }
        for (Map.Entry<String, Integer> each : entered.entrySet()) {
            twice += Math.max(0, each.getValue() - said.getOrDefault(each.getKey(), 0));
        }
        return new Tally("recorded facts", entered.size(), twice, lost, 0);
    }

    private static boolean isRecorded(SpecificRecord body) {
        return body instanceof Reply
                || body instanceof AdapterVersion
                || body instanceof Ack
                || body instanceof Control;
    }
}
