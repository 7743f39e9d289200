package io.insitu.schemas.registry;

/** A registry refused a call or could not be reached. */
public final class RegistryException extends RuntimeException {
    private final int code;

    /**
     * @param code Confluent error code (40403: schema not found, 409: incompatible ...), or 0 when unreachable
     */
    public RegistryException(int code, String message) {
        super(message);
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** The registry answered, and there is no such schema, subject or version. */
    public boolean unknown() {
        return code / 100 == 404 || code == 404;
    }
}
