package io.insitu.connectors.desk;

import io.insitu.connectors.desk.ModelVocabulary.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/** Asks a base model what it would do at the moments that matter, on made-up tickets it was not trained on. */
public final class BaseExam {
    private static final long UNSEEN = Long.MIN_VALUE >>> 1;

    private BaseExam() {}

    /** One moment: a sequence, and the tokens one of which should come next. */
    @SuppressWarnings("ArrayRecordComponent") // asked once, never compared
    public record Question(String kind, int[] tokens, List<Integer> wanted) {}

    /** Questions about each ticket: the first call, whether to verify, and which resolution; kinds name what applies. */
    public static List<Question> questions(int tickets) {
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < tickets; i++) {
            Random random = Draws.seeded(UNSEEN + i, "base-exam");
            Situation situation = BaseCurriculum.situation(random);
            Tokens tokens = situation.prompt();
            boolean offered = !situation.macros().isEmpty();
            questions.add(new Question(
                    offered ? "useMacro" : "lookUp",
                    tokens.toArray(),
                    List.of(offered ? Pool.MACRO.token(0) : ModelVocabulary.LOOKUP)));
            tokens.add(ModelVocabulary.LOOKUP, situation.object(), ModelVocabulary.END);
            tokens.add(ModelVocabulary.RESULT, ModelVocabulary.OK, ModelVocabulary.ACT);
            boolean known = situation.desk().isPresent();
            String verify = (situation.advisedToVerify() ? "verifyAdvised" : "verifyFree") + (known ? "ByHeart" : "");
            questions.add(new Question(verify, tokens.toArray(), List.of(ModelVocabulary.VERIFY)));
            tokens.add(ModelVocabulary.VERIFY, ModelVocabulary.END);
            tokens.add(ModelVocabulary.RESULT, ModelVocabulary.OK, ModelVocabulary.ACT);
            questions.add(situation
                    .advisedResolution()
                    .map(advised -> new Question(known ? "byHeart" : "follow", tokens.toArray(), List.of(advised)))
                    .orElseGet(() -> new Question("withinOptions", tokens.toArray(), situation.options())));
            int tried = situation.advisedResolution().orElse(situation.options().get(0));
            tokens.add(tried, ModelVocabulary.END, ModelVocabulary.RESULT, ModelVocabulary.BUSY, ModelVocabulary.ACT);
            questions.add(new Question("retryBusy", tokens.toArray(), List.of(tried)));
        }
        return questions;
    }

    /** Mean probability of what was wanted, by kind of question. */
    public static final class Marks {
        private final TreeMap<String, double[]> sums = new TreeMap<>();

        public void add(Question question, double[] probabilities) {
            double[] sum = sums.computeIfAbsent(question.kind(), kind -> new double[2]);
            question.wanted().forEach(token -> sum[0] += probabilities[token]);
            sum[1]++;
        }

        /** The mark for a kind of question; 0 when it was never put. */
        public double of(String kind) {
            double[] sum = sums.getOrDefault(kind, new double[2]);
            return sum[1] == 0 ? 0 : sum[0] / sum[1];
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder();
            sums.keySet().forEach(kind -> text.append(String.format("%s %.3f  ", kind, of(kind))));
            return text.toString().trim();
        }
    }
}
