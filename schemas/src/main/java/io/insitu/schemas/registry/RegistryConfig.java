package io.insitu.schemas.registry;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a schema registry answers, and how patient its client is.
 *
 * @param urls base URLs of one registry, path included; tried in turn
 * @param headers sent with every call, e.g. {@code Authorization}; never printed
 * @param timeout for one call; some registries need seconds for their first answer
 * @param attempts calls in all before giving up
 */
public record RegistryConfig(List<URI> urls, Map<String, String> headers, Duration timeout, int attempts) {
    public RegistryConfig {
        urls = List.copyOf(urls);
        headers = Map.copyOf(headers);
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("registry.urls must name at least one URL");
        }
        for (URI url : urls) {
            if (!"http".equals(url.getScheme()) && !"https".equals(url.getScheme())) {
                throw new IllegalArgumentException("registry.urls must be http or https, was " + url);
            }
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("registry.timeout must be above 0, was " + timeout);
        }
        if (attempts < 1) {
            throw new IllegalArgumentException("registry.attempts must be at least 1, was " + attempts);
        }
    }

    public static RegistryConfig at(String... urls) {
        return new RegistryConfig(
                List.of(urls).stream().map(URI::create).toList(),
                Map.of(),
                Duration.ofSeconds(30),
                2 * urls.length + 1);
    }

    public RegistryConfig withBasicAuth(String user, String password) {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return withHeader("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    }

    public RegistryConfig withBearerToken(String token) {
        return withHeader("Authorization", "Bearer " + token);
    }

    public RegistryConfig withTimeout(Duration each) {
        return new RegistryConfig(urls, headers, each, attempts);
    }

    @Override
    public String toString() {
        return "RegistryConfig" + urls;
    }

    private RegistryConfig withHeader(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new RegistryConfig(urls, more, timeout, attempts);
    }
}
