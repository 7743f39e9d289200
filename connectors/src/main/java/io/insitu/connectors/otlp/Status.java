package io.insitu.connectors.otlp;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers as OTLP has them: in the request's own encoding, a refusal as google.rpc.Status. */
final class Status {
    private Status() {}

    static void send(HttpServletRequest request, HttpServletResponse response, int status, String why)
            throws IOException {
        Encoding known = Encoding.of(request.getContentType());
        Encoding encoding = known == null ? Encoding.JSON : known;
        write(response, encoding, status, encoding.refused(why));
    }

    static void write(HttpServletResponse response, Encoding encoding, int status, byte[] body) throws IOException {
        response.setStatus(status);
        response.setContentType(encoding.contentType);
        response.getOutputStream().write(body);
    }
}
