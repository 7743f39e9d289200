package io.insitu.processors.recall;

import java.util.Comparator;
import java.util.List;

/** Finds documents that are about the same as a text. Documents never change; other documents are another index. */
@FunctionalInterface
public interface SimilarTexts {
    /** Documents that an index holds at most; a library is smaller. */
    int MOST_DOCUMENTS = 4_096;

    /** Up to {@code limit} documents that have anything to do with it, most similar first, then in order of id. */
    List<Match> search(String text, int limit);

    /**
     * What can be found.
     *
     * @param parts its texts, in any order
     */
    record Document(String id, List<String> parts) {
        public Document {
            parts = List.copyOf(parts);
        }

        /**
         * As they are indexed: in order of id.
         *
         * @throws IllegalArgumentException there are too many: which of them are worth finding is for their owner to say
         */
        static List<Document> inOrder(List<Document> documents) {
            if (documents.size() > MOST_DOCUMENTS) {
                throw new IllegalArgumentException("an index holds at most " + MOST_DOCUMENTS + " documents, was given "
                        + documents.size() + "; give it those worth finding");
            }
            return documents.stream().sorted(Comparator.comparing(Document::id)).toList();
        }
    }

    /**
     * @param share how much of the document is in the text, in [0, 1]; 1 for its own text
     */
    record Match(String id, double share) {}

    /** Makes an index: of words ({@link TextIndex}), or of what a model makes of them. */
    @FunctionalInterface
    interface Maker {
        SimilarTexts of(List<Document> documents);
    }
}
