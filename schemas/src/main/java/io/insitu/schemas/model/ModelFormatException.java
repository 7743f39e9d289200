package io.insitu.schemas.model;

import java.io.IOException;

/** A model or adapter file says something that cannot be used; the message names the file and the field or tensor. */
public final class ModelFormatException extends IOException {
    public ModelFormatException(String message) {
        super(message);
    }
}
