package io.insitu.connectors.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A servlet whose protocol has its own shape for refusals, also for one that the door makes in its place. */
public interface OwnRefusals {
    void refuse(HttpServletRequest request, HttpServletResponse response, int status, String why) throws IOException;
}
