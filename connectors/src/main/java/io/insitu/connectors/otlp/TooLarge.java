package io.insitu.connectors.otlp;

import java.io.IOException;

/** A request that is more than we take at once: in bytes, in parts or in what follows from it. */
final class TooLarge extends IOException {
    TooLarge(String what) {
        super("the request " + what + "; send fewer spans at once");
    }
}
