package io.insitu.ops.run;

import io.insitu.connectors.llm.Budget;
import io.insitu.connectors.llm.ChatClient;
import io.insitu.connectors.llm.ChatConfig;
import io.insitu.ops.broker.ClientSettings;
import io.insitu.ops.llm.DistillerAnswers;
import io.insitu.ops.llm.Expense;
import io.insitu.ops.llm.JudgeAnswers;
import io.insitu.ops.log.LogReader;
import io.insitu.ops.site.Groups;
import io.insitu.ops.work.Answers;
import io.insitu.ops.work.RequestWorker;
import io.insitu.ops.work.Seat;
import io.insitu.schemas.Topics;
import io.insitu.schemas.serde.TopicSerdes;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The roles of one process at work. They share one model, and one budget with whoever worked for the log before. */
final class Roles implements AutoCloseable {
    /** What can be named in {@code --roles}. */
    enum Role {
        JUDGE,
        DISTILLER
    }

    private final Map<Role, RequestWorker> workers = new LinkedHashMap<>();

    private Roles() {}

    static Roles start(Set<Role> wanted, ClientSettings clients, TopicSerdes serdes, LlmConfig llm, ChatConfig chat) {
        Budget budget = llm.budget();
        new LogReader(clients, serdes).each(Topics.REPLIES, "", line -> {
            Expense cost = Expense.of(line.value());
            budget.spentBefore(cost.requests(), cost.tokens());
        });
        ChatClient model = new ChatClient(chat, budget);
        Roles roles = new Roles();
        for (Role role : wanted) {
            Answers answers = switch (role) {
                case JUDGE -> new JudgeAnswers(model, llm.answerTokens());
                case DISTILLER -> new DistillerAnswers(model, llm.answerTokens());
            };
            Seat seat = new Seat(group(role), llm.longest(), false);
            RequestWorker worker = new RequestWorker(clients, serdes, seat, llm.model(), answers);
            worker.start();
            roles.workers.put(role, worker);
        }
        return roles;
    }

    /** Consumer group of a role, which says how far it is. */
    static String group(Role role) {
        return switch (role) {
            case JUDGE -> Groups.JUDGE;
            case DISTILLER -> Groups.DISTILLER;
        };
    }

    /** Why one of them stopped by itself; null while all work. */
    @Nullable
    Throwable failure() {
        for (RequestWorker worker : workers.values()) {
            Throwable why = worker.failure();
            if (why != null) {
                return why;
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return workers.keySet().stream()
                .map(role -> role.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    @Override
    public void close() {
        workers.values().forEach(RequestWorker::close);
    }
}
