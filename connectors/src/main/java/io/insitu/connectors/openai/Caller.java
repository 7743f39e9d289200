package io.insitu.connectors.openai;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/**
 * Whoever waits at the other end of a request. HTTP/1.1 does not say that a client has gone until something is written to
 * it, and a whole answer is written only at the end; so we look whether its half of the connection is closed. A client
 * that closes its half and still waits counts as gone.
 */
final class Caller {
    private final EndPoint end;
    private final Connection connection;

    private Caller(EndPoint end, Connection connection) {
        this.end = end;
        this.connection = connection;
    }

    /** The request's body must have been read to its end. */
    static Caller of(HttpServletRequest request) {
        Connection connection = ServletContextRequest.getServletContextRequest(request)
                .getConnectionMetaData()
                .getConnection();
        return new Caller(connection.getEndPoint(), connection);
    }

    boolean gone() {
        ByteBuffer early = ByteBuffer.allocate(512).flip();
        try {
            if (!end.isOpen() || end.isInputShutdown() || end.fill(early) < 0) {
                return true;
            }
        } catch (IOException e) {
            return true;
        }
        if (early.hasRemaining() && connection instanceof Connection.UpgradeTo keeper) {
            keeper.onUpgradeTo(early); // the beginning of its next request
        }
        if (end instanceof AbstractEndPoint waiting) {
            waiting.notIdle(); // we are at work, it is not silence
        }
        return false;
    }
}
