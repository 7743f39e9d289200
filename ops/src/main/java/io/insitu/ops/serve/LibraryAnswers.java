package io.insitu.ops.serve;

import io.insitu.connectors.context.Context;
import io.insitu.connectors.context.ContextProvider;
import io.insitu.connectors.context.ContextRequest;
import io.insitu.connectors.context.LibraryView;
import io.insitu.connectors.embedding.EmbeddingException;
import io.insitu.connectors.embedding.EmbeddingModel;
import io.insitu.ops.UserError;
import io.insitu.ops.site.RetrievalFile;
import io.insitu.processors.recall.Retrieved;
import io.insitu.processors.recall.SimilarTexts;
import io.insitu.processors.recall.TaskQuery;
import io.insitu.processors.recall.TextIndex;
import io.insitu.processors.recall.TwoPhaseRetrieval;
import io.insitu.processors.recall.VectorIndex;
import io.insitu.trainer.engine.cpu.CpuEngines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the library in memory has for a task: found by words, or by a model of the user's, then by use. */
final class LibraryAnswers implements ContextProvider, AutoCloseable {
    /** Texts whose vectors are remembered: a large library and the tasks of a while. At 384 numbers each 12 MB. */
    private static final int TEXTS = 8_192;

    private final LibraryView library;
    private final TwoPhaseRetrieval shared;
    private final Map<String, TwoPhaseRetrieval> lineages = new HashMap<>();
    private final @Nullable EmbeddingModel model;

    private LibraryAnswers(
            LibraryView library, RetrievalFile said, SimilarTexts.Maker texts, @Nullable EmbeddingModel model) {
        this.library = library;
        this.model = model;
        shared = new TwoPhaseRetrieval(said.shared(), texts);
        said.lineages().forEach((lineage, config) -> lineages.put(lineage, new TwoPhaseRetrieval(config, texts)));
    }

    static LibraryAnswers of(LibraryView library, RetrievalFile said) throws IOException {
        Path folder = said.embedding();
        if (folder == null) {
            return new LibraryAnswers(library, said, TextIndex::new, null);
        }
        new CpuEngines().open().close(); // OpenBLAS first: loaded after ONNX Runtime it crashes the JVM
        try {
            EmbeddingModel model = EmbeddingModel.open(folder);
            return new LibraryAnswers(library, said, VectorIndex.maker(model::of, TEXTS), model);
        } catch (EmbeddingException e) {
            throw UserError.usage("retrieval.json: embedding: " + e.getMessage());
        }
    }

    @Override
    public Context contextFor(ContextRequest request) {
        TwoPhaseRetrieval retrieval = lineages.getOrDefault(request.lineage(), shared);
        Retrieved found = retrieval.retrieve(
                TaskQuery.of(request.trajectoryId(), request.terms(), request.instruction(), List.of()),
                library.principles(request.lineage()),
                library.tools(request.lineage()));
        return new Context(found.principles(), found.tools(), found.usedIds(), found.withheldIds());
    }

    @Override
    public void close() {
        if (model != null) {
            model.close();
        }
    }
}
