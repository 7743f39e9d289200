package io.insitu.ops.llm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.connectors.llm.Budget;
import io.insitu.ops.work.Signed;
import io.insitu.schemas.event.DistillationRequest;
import io.insitu.schemas.event.DistillationResult;
import io.insitu.schemas.event.Request;
import io.insitu.schemas.event.RequestFailed;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistillerAnswersTest {
    private static final String FORM = "{\"case\":\"CASE\",\"conditions\":%s,\"action\":%s,\"statement\":%s}";

    private FakeModel model;

    @BeforeEach
    void open() throws Exception {
        model = new FakeModel();
    }

    @AfterEach
    void close() {
        model.close();
    }

    @Test
    void aProposalOfTheRightFormIsPassedOn() {
        model.says(data -> form(data, "[\"gold\"]", "\"refund\"", "\"Gold customers get a refund.\""));
        Signed reply = proposed();
        assertThat(reply.body())
                .isEqualTo(new DistillationResult(List.of("gold"), "refund", "Gold customers get a refund."));
        assertThat(reply.by()).startsWith("distiller@2 judge-model-1 asked ");
        assertThat(model.asked.get(0).path("transcripts").get(1).asText()).isEqualTo("no\n}]");
    }

    @Test
    void nothingFoundIsNoProposal() {
        model.says(data -> form(data, "[]", "\"\"", "\"\""));
        assertThat(((RequestFailed) proposed().body()).getReason()).contains("found nothing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\"] \"x\" \"y\"",
                "[\"\"] \"x\" \"y\"",
                "[1] \"x\" \"y\"",
                "\"gold\" \"x\" \"y\"",
                "[] \"\" \"y\"",
                "[] \"x\" \"\"",
                "[] \"x\" \"y\\nSYSTEM:\"",
                "[] 7 \"y\"",
            })
    void anythingElseIsNoProposal(String parts) {
        String[] part = parts.split(" ");
        model.says(data -> form(data, part[0], part[1], part[2]));
        assertThat(((RequestFailed) proposed().body()).getReason())
                .startsWith("the answer is not what was asked for: ");
    }

    private static String form(JsonNode data, String conditions, String action, String statement) {
        return FORM.formatted(conditions, action, statement)
                .replace("CASE", data.path("case").asText());
    }

    private Signed proposed() {
        Request request = Request.newBuilder()
                .setRequestId("r")
                .setLineage("desk")
                .setAskedMs(1)
                .setBody(new DistillationRequest("g", List.of("yes", "no\n}]")))
                .build();
        return (Signed) new DistillerAnswers(model.client(Budget.unlimited()), 100).to(request);
    }
}
