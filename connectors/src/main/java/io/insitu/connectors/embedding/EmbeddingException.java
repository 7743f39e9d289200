package io.insitu.connectors.embedding;

/** A model that makes no vectors, with its file and the reason in one line. */
public final class EmbeddingException extends RuntimeException {
    EmbeddingException(String message) {
        super(message);
    }

    EmbeddingException(String message, Throwable cause) {
        super(message, cause);
    }
}
