package io.insitu.processors.recall;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.jspecify.annotations.Nullable;

/**
 * Documents found by what a model makes of them: the share of a match is the cosine of two vectors, none below 0. A function
 * of its documents and of the model, as {@link TextIndex} is of its documents.
 */
public final class VectorIndex implements SimilarTexts {
    private static final String VECTOR = "vector";

    private final Embedding embedding;
    private final List<String> ids;
    private final @Nullable IndexSearcher searcher;

    /** Makes a vector of length 1 of a text, or of length 0 where there is nothing to say; always the same of the same text. */
    @FunctionalInterface
    public interface Embedding {
        float[] of(String text);
    }

    /** Indexes of one model, who remember the vectors of the newest {@code texts} texts: a library changes entry by entry. */
    public static SimilarTexts.Maker maker(Embedding embedding, int texts) {
        Map<String, float[]> known = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, float[]> eldest) {
                return size() > texts;
            }
        };
        return documents -> new VectorIndex(documents, text -> {
            synchronized (known) {
                return known.computeIfAbsent(text, embedding::of);
            }
        });
    }

    /** Of {@value SimilarTexts#MOST_DOCUMENTS} at most. */
    public VectorIndex(List<Document> documents, Embedding embedding) {
        this.embedding = embedding;
        ids = new ArrayList<>();
        ByteBuffersDirectory memory = new ByteBuffersDirectory();
        IndexWriterConfig config = new IndexWriterConfig()
                .setMergeScheduler(new SerialMergeScheduler())
                .setMergePolicy(NoMergePolicy.INSTANCE);
        try (IndexWriter writer = new IndexWriter(memory, config)) {
            for (Document document : Document.inOrder(documents)) {
                float[] vector = embedding.of(String.join("\n", document.parts()));
                if (pointsSomewhere(vector)) {
                    var indexed = new org.apache.lucene.document.Document();
                    indexed.add(new KnnFloatVectorField(VECTOR, vector, VectorSimilarityFunction.DOT_PRODUCT));
                    writer.addDocument(indexed);
                    ids.add(document.id());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an index in memory failed", e);
        }
        searcher = ids.isEmpty() ? null : searcher(memory);
    }

    private static IndexSearcher searcher(ByteBuffersDirectory memory) {
        try {
            IndexSearcher searcher = new IndexSearcher(DirectoryReader.open(memory));
            searcher.setQueryCache(null);
            return searcher;
        } catch (IOException e) {
            throw new UncheckedIOException("an index in memory failed", e);
        }
    }

    @Override
    public List<Match> search(String text, int limit) {
        float[] vector = searcher == null || limit == 0 ? new float[0] : embedding.of(text);
        if (searcher == null || !pointsSomewhere(vector)) {
            return List.of();
        }
        try {
            List<Match> matches = new ArrayList<>();
            for (ScoreDoc found : searcher.search(new KnnFloatVectorQuery(VECTOR, vector, limit), limit).scoreDocs) {
                double cosine = 2.0 * found.score - 1; // Lucene's scores are none below 0
                if (cosine > 0) {
                    matches.add(new Match(ids.get(found.doc), Math.min(1, cosine)));
                }
            }
            return matches;
        } catch (IOException e) {
            throw new UncheckedIOException("an index in memory failed", e);
        }
    }

    private static boolean pointsSomewhere(float[] vector) {
        for (float value : vector) {
            if (value != 0) {
                return true;
            }
        }
        return false;
    }
}
