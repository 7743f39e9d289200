package io.insitu.ops;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Whether a port can be had, asked before anything slow is started. */
public final class Ports {
    private Ports() {}

    /**
     * Fails with one line when nobody could listen there now.
     *
     * @param port 0: any that is free
     */
    public static void check(int port) {
        if (port < 0 || port > 65_535) {
            throw UserError.usage("--port must be between 0 and 65535, was " + port);
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UserError("--port " + port + ": cannot be listened on (" + UserError.reason(e)
                    + "); choose another, or 0 for any that is free");
        }
    }
}
