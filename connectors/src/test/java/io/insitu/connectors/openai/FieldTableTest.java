package io.insitu.connectors.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.lang.reflect.Method;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No field of a chat completion is ignored unseen: what becomes of each is one table, in the README and in the code. */
class FieldTableTest extends OneEndpoint {
    private static final Pattern NAME = Pattern.compile("`([a-z_]+)`");
    private static final Pattern WITH_VALUES = Pattern.compile("`([a-z_]+)` \\(((?:`[^`]+`(?: or )?)+)\\)");

    private static String row(String head) throws Exception {
        return Files.readString(Path.of("README.md"))
                .lines()
                .filter(line -> line.startsWith("| " + head + " |"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("README has no row \"" + head + "\""));
    }

    private static Set<String> names(String head) throws Exception {
        return NAME.matcher(row(head))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void theReadmesTableIsTheCodes() throws Exception {
        assertThat(names("computed")).isEqualTo(new TreeSet<>(NeutralFields.COMPUTED));
        assertThat(names("read over")).isEqualTo(new TreeSet<>(NeutralFields.WITHOUT_CONSEQUENCE));
        assertThat(names("not implemented")).isEqualTo(new TreeSet<>(NeutralFields.OFF));
        Map<String, Set<String>> only = new TreeMap<>();
        for (MatchResult found :
                WITH_VALUES.matcher(row("only with this value")).results().toList()) {
            only.put(
                    found.group(1),
                    Pattern.compile("`([^`]+)`")
                            .matcher(found.group(2))
                            .results()
                            .map(value -> value.group(1))
                            .collect(Collectors.toSet()));
        }
        assertThat(only).isEqualTo(new TreeMap<>(NeutralFields.ONLY));
    }

    @Test
    void everyFieldOfOpenAisOwnClientIsInItAndInOneRowOnly() {
        Set<String> known = new TreeSet<>();
        for (Set<String> row : List.of(
                NeutralFields.COMPUTED,
                NeutralFields.WITHOUT_CONSEQUENCE,
                NeutralFields.OFF,
                NeutralFields.ONLY.keySet())) {
            row.forEach(
                    field -> assertThat(known.add(field)).as(field + " twice").isTrue());
        }
        Set<String> theirs = new TreeSet<>();
        for (Method method : ChatCompletionCreateParams.Body.class.getMethods()) {
            JsonProperty property = method.getAnnotation(JsonProperty.class);
            if (property != null) {
                theirs.add(property.value());
            }
        }
        assertThat(theirs).hasSizeGreaterThan(30).contains("messages", "logit_bias");
        assertThat(known).containsAll(theirs);
    }

    static Stream<String> notImplemented() {
        return NeutralFields.OFF.stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("notImplemented")
    void whatIsNotImplementedIsRefusedByItsName(String field) throws Exception {
        refused(field, "\"x\"");
        refused(field, "true");
        answered(field, "null");
    }

    static Stream<String> readOver() {
        return NeutralFields.WITHOUT_CONSEQUENCE.stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("readOver")
    void whatIsReadOverChangesNothing(String field) throws Exception {
        assertThat(answered(field, "\"x\"")).isEqualTo(answered(field, "null"));
    }

    static Stream<String> only() {
        return NeutralFields.ONLY.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("only")
    void whatHasOneMeaningHereIsRefusedWithAnyOther(String field) throws Exception {
        for (String value : NeutralFields.ONLY.getOrDefault(field, Set.of())) {
            answered(field, value);
        }
        refused(field, "17");
        refused(field, "{\"x\":1}");
    }

    private static String ask(String field, String value) {
        return "{\"model\":\"tiny\",\"prompt_token_ids\":[1],\"max_tokens\":2,\"seed\":3,\"" + field + "\":" + value
                + "}";
    }

    private String answered(String field, String value) throws Exception {
        return endpoint.chat(ask(field, value)).path("choices").toString();
    }

    private void refused(String field, String value) throws Exception {
        HttpResponse<String> response = endpoint.post("/v1/chat/completions", ask(field, value));
        assertThat(response.statusCode()).as(field + " " + value).isEqualTo(400);
        assertThat(Endpoint.json(response).at("/error/param").asText()).isEqualTo(field);
        assertThat(Endpoint.json(response).at("/error/message").asText())
                .startsWith(field + " is not implemented; ")
                .hasLineCount(1);
    }
}
