package io.insitu.schemas.registry;

/** A registry refused a call or could not be reached. */
public final class RegistryException extends RuntimeException {
    static final int UNREACHABLE = 0;
    static final int UNKNOWN_SUBJECT = 40401;
    static final int UNKNOWN_VERSION = 40402;
    static final int UNKNOWN_SCHEMA = 40403;
    static final int NOT_AVRO = 42201;
    static final int INCOMPATIBLE = 409;

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

    /**
     * The registry answered, and there is no such schema, subject or version. A bare 404 does not count: it also comes
     * from a wrong base path, and then good records must not be called unreadable.
     */
    public boolean unknown() {
        return code / 100 == 404;
    }

    /** The registry has this schema, but it is not an Avro schema that stands alone. */
    public boolean notAvro() {
        return code == NOT_AVRO;
    }
}
