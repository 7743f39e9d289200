package io.insitu.connectors.otlp;

import java.io.IOException;

/** More than we take at once: in bytes, in parts or in what follows from it. What takes it says of what. */
final class TooLarge extends IOException {
    TooLarge(String what) {
        super(what);
    }

    /** Its message, never null. */
    String what() {
        return String.valueOf(getMessage());
    }
}
