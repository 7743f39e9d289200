package io.insitu.ops.demo;

import io.insitu.connectors.desk.Verdict;
import io.insitu.ops.UserError;
import io.insitu.ops.report.NoAnswer;
import io.insitu.schemas.event.OutcomeKind;

/** The policy was called and did not answer: whatever the reason, it is not the agent's failure. */
final class CallRefused extends RuntimeException {
    CallRefused(RuntimeException cause) {
        super(NoAnswer.detail(UserError.reason(cause)), cause);
    }

    /** How the attempt ends that made the call. */
    Verdict verdict() {
        return new Verdict(OutcomeKind.INFRASTRUCTURE, String.valueOf(getMessage()));
    }
}
