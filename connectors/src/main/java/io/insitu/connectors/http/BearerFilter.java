package io.insitu.connectors.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Lets in who knows the token. Compares in constant time, so that an answer's speed tells nothing. */
public final class BearerFilter extends HttpFilter {
    private static final String SCHEME = "Bearer "; // in any case, as RFC 9110 has it

    private final transient byte[] expected;
    private final transient Refusal refusal;

    /** How a door words its refusal. */
    @FunctionalInterface
    public interface Refusal {
        void send(HttpServletRequest request, HttpServletResponse response) throws IOException;
    }

    public BearerFilter(String token, Refusal refusal) {
        this.expected = token.getBytes(StandardCharsets.UTF_8);
        this.refusal = refusal;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String header = request.getHeader("Authorization");
        String said = header == null ? "" : header;
        boolean bearer = said.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        byte[] given = (bearer ? said.substring(SCHEME.length()) : "").getBytes(StandardCharsets.UTF_8);
        if (bearer && MessageDigest.isEqual(expected, given)) {
            chain.doFilter(request, response);
        } else {
            response.setHeader("WWW-Authenticate", "Bearer");
            refusal.send(request, response);
        }
    }
}
