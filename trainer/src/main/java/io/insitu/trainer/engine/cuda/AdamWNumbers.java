package io.insitu.trainer.engine.cuda;

import io.insitu.trainer.engine.AdamWStep;

/** A step's numbers as the kernels want them: biases corrected in doubles, then narrowed, as the CPU engine does. */
record AdamWNumbers(float scale, float beta1, float beta2, float decay, float rate, float root, float epsilon) {
    static AdamWNumbers of(AdamWStep step) {
        return new AdamWNumbers(
                (float) step.gradientScale(),
                (float) step.beta1(),
                (float) step.beta2(),
                (float) (1 - step.learningRate() * step.weightDecay()),
                (float) (step.learningRate() / (1 - StrictMath.pow(step.beta1(), step.number()))),
                (float) (1 / StrictMath.sqrt(1 - StrictMath.pow(step.beta2(), step.number()))),
                (float) step.epsilon());
    }
}
