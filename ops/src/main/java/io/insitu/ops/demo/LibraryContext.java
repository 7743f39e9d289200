package io.insitu.ops.demo;

import io.insitu.connectors.context.Context;
import io.insitu.connectors.context.ContextProvider;
import io.insitu.connectors.context.ContextRequest;
import io.insitu.connectors.context.LibraryView;
import io.insitu.connectors.desk.DeskTask;
import io.insitu.connectors.desk.World;
import io.insitu.processors.recall.Retrieved;
import io.insitu.processors.recall.TaskQuery;
import io.insitu.processors.recall.TwoPhaseRetrieval;
import java.util.Set;

/** Answers an agent from the library in memory, by the retrieval the processors define. */
final class LibraryContext implements ContextProvider {
    private final LibraryView library;
    private final TwoPhaseRetrieval retrieval;
    private final World world;

    LibraryContext(LibraryView library, TwoPhaseRetrieval retrieval, World world) {
        this.library = library;
        this.retrieval = retrieval;
        this.world = world;
    }

    @Override
    public Context contextFor(ContextRequest request) {
        Set<String> offered =
                Set.copyOf(world.offered(DeskTask.of(world, request.taskId()).phase()));
        Retrieved found = retrieval.retrieve(
                new TaskQuery(request.trajectoryId(), Set.copyOf(request.terms()), offered),
                library.principles(request.lineage()),
                library.tools(request.lineage()));
        return new Context(found.principles(), found.tools(), found.usedIds(), found.withheldIds());
    }
}
