package io.insitu.processors.recall;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;

/**
 * Documents found by their words: Lucene's BM25 over an index in memory, with no model. It is a function of its documents:
 * they are added in the order of their ids, by one thread, into one segment, so that equal documents give equal scores in
 * equal order. Nothing of it is kept; whoever has the documents makes it again.
 */
public final class TextIndex implements SimilarTexts {
    private static final String TEXT = "text";
    /** Different words of a query that are looked for, the first ones. */
    private static final int MAX_WORDS = 256;

    /** Of one document: what agents wrote may be long. */
    private static final int MAX_CHARS = 8_192;

    private final Analyzer analyzer = new StandardAnalyzer();
    private final List<String> ids;
    private final List<String> texts;
    /** Scores of documents for their own text, as bits, once they were needed; the same whoever computes them. */
    private final AtomicLongArray whole;

    private final IndexSearcher searcher;

    /** Of {@value SimilarTexts#MOST_DOCUMENTS} at most. */
    public TextIndex(List<Document> documents) {
        List<Document> inOrder = Document.inOrder(documents);
        ids = inOrder.stream().map(Document::id).toList();
        texts = inOrder.stream()
                .map(document -> cut(words(String.join("\n", document.parts()))))
                .toList();
        whole = new AtomicLongArray(ids.size());
        try {
            searcher = new IndexSearcher(DirectoryReader.open(written()));
            searcher.setQueryCache(null); // it is shared by the whole process
        } catch (IOException e) {
            throw new UncheckedIOException("an index in memory failed", e);
        }
    }

    private ByteBuffersDirectory written() throws IOException {
        ByteBuffersDirectory memory = new ByteBuffersDirectory();
        IndexWriterConfig config = new IndexWriterConfig(analyzer)
                .setMergeScheduler(new SerialMergeScheduler()) // the default starts threads
                .setMergePolicy(NoMergePolicy.INSTANCE);
        try (IndexWriter writer = new IndexWriter(memory, config)) {
            for (String text : texts) {
                var indexed = new org.apache.lucene.document.Document();
                indexed.add(new TextField(TEXT, text, Field.Store.NO));
                writer.addDocument(indexed);
            }
        }
        return memory;
    }

    @Override
    public List<Match> search(String text, int limit) {
        if (limit == 0 || ids.isEmpty()) {
            return List.of();
        }
        try {
            List<Match> matches = new ArrayList<>();
            for (ScoreDoc found : searcher.search(query(cut(words(text))), limit).scoreDocs) {
                matches.add(new Match(ids.get(found.doc), Math.min(1, found.score / whole(found.doc))));
            }
            return matches;
        } catch (IOException e) {
            throw new UncheckedIOException("an index in memory failed", e);
        }
    }

    /** What a document scores that is asked for in its own words: the measure of how much of it another text has. */
    private double whole(int document) throws IOException {
        long known = whole.get(document);
        if (known != 0) {
            return Double.longBitsToDouble(known);
        }
        double score = searcher.explain(query(texts.get(document)), document)
                .getValue()
                .doubleValue();
        whole.set(document, Double.doubleToLongBits(score));
        return score;
    }

    private BooleanQuery query(String text) throws IOException {
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        for (String word : wordsOf(text)) {
            query.add(new TermQuery(new Term(TEXT, word)), BooleanClause.Occur.SHOULD);
        }
        return query.build();
    }

    private Set<String> wordsOf(String text) throws IOException {
        Set<String> words = new LinkedHashSet<>();
        try (TokenStream tokens = analyzer.tokenStream(TEXT, text)) {
            CharTermAttribute word = tokens.addAttribute(CharTermAttribute.class);
            tokens.reset();
            while (tokens.incrementToken() && words.size() < MAX_WORDS) {
                words.add(word.toString());
            }
            tokens.end();
        }
        return words;
    }

    /** Names of tools are words too: {@code find_user_by_email} is about users and mail. */
    private static String words(String text) {
        return text.replace('_', ' ');
    }

    private static String cut(String text) {
        return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS);
    }
}
