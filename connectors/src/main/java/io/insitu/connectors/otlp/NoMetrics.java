package io.insitu.connectors.otlp;

import io.insitu.connectors.http.OwnRefusals;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** /v1/metrics, where SDKs send unless told not to: 404, which no client tries again, and says what to set. */
final class NoMetrics extends HttpServlet implements OwnRefusals {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        refuse(request, response, 404, "metrics are not taken here; set OTEL_METRICS_EXPORTER=none");
    }

    @Override
    public void refuse(HttpServletRequest request, HttpServletResponse response, int status, String why)
            throws IOException {
        Status.send(request, response, status, why);
    }
}
