package io.insitu.connectors.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.connectors.serving.ServingException;
import io.insitu.connectors.text.TextException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One path, one method; whatever is refused is refused in OpenAI's shape. */
abstract class ApiServlet extends HttpServlet {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final Logger LOG = LoggerFactory.getLogger(ApiServlet.class);

    private final String method;

    ApiServlet(String method) {
        this.method = method;
    }

    abstract void answer(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ApiError, InterruptedException;

    @Override
    protected final void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            if (!request.getMethod().equals(method)) {
                response.setHeader("Allow", method);
                throw new ApiError(405, "invalid_request_error", null, null, "this path takes " + method);
            }
            answer(request, response);
        } catch (ApiError e) {
            e.send(response);
        } catch (ServingException e) {
            ApiError.of(e).send(response);
        } catch (TextException e) {
            ApiError.bad("messages", String.valueOf(e.getMessage())).send(response);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            new ApiError(503, "server_error", null, null, "serving has ended").send(response);
        } catch (RuntimeException e) { // broken code: the log has where, the caller that it was not the request
            LOG.error("{} {} failed", request.getMethod(), request.getServletPath(), e);
            new ApiError(500, "server_error", null, null, "an error inside; the server's log says which")
                    .send(response);
        }
    }

    static void json(HttpServletResponse response, JsonNode body) throws IOException {
        response.setContentType("application/json");
        response.getOutputStream().write(bytes(body));
    }

    static byte[] bytes(JsonNode body) throws JsonProcessingException {
        return JSON.writeValueAsBytes(body);
    }
}
