package io.insitu.connectors.importing;

import io.insitu.schemas.event.Interaction;
import java.util.ArrayList;
import java.util.List;

/** What an import told, and what it refused. */
public final class Told implements ImportSink {
    public final List<Interaction> events = new ArrayList<>();
    public final List<Refusal> refusals = new ArrayList<>();
    /** What the import said of it in the end. */
    public ImportReport report = new ImportReport(0, 0, 0, List.of(), 0, List.of());

    /** How many events it takes. */
    public int room = Integer.MAX_VALUE;

    @Override
    public boolean event(Interaction event) {
        if (events.size() >= room) {
            return false;
        }
        events.add(event);
        return true;
    }

    @Override
    public void refused(Refusal refusal) {
        refusals.add(refusal);
    }

    /** The events of the record with this number. */
    public List<Interaction> trajectory(long number) {
        return events.stream()
                .filter(event -> event.getTrajectoryId().endsWith("/" + number))
                .toList();
    }

    /** The bodies of this kind that the record's events have. */
    public <T> List<T> bodies(long number, Class<T> kind) {
        return trajectory(number).stream()
                .map(Interaction::getBody)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }
}
