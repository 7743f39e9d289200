package io.insitu.connectors.llm;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** A response's bytes, up to a number; whoever sends more is cut off. */
final class BoundedBody implements HttpResponse.BodySubscriber<byte[]> {
    private final HttpResponse.BodySubscriber<byte[]> inner = HttpResponse.BodySubscribers.ofByteArray();
    private final CompletableFuture<byte[]> result = new CompletableFuture<>();
    private final int most;
    private Flow.Subscription subscription;
    private long seen;

    /** More came than may. */
    static final class TooLong extends IOException {
        TooLong(int most) {
            super("the answer is longer than " + most + " bytes");
        }
    }

    private BoundedBody(int most) {
        this.most = most;
        this.subscription = new Flow.Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {}
        };
        inner.getBody().whenComplete((bytes, trouble) -> {
            if (trouble == null) {
                result.complete(bytes);
            } else {
                result.completeExceptionally(trouble);
            }
        });
    }

    static HttpResponse.BodyHandler<byte[]> ofAtMost(int bytes) {
        return head -> new BoundedBody(bytes);
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return result;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        inner.onSubscribe(given);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            seen += buffer.remaining();
        }
        if (seen > most) {
            subscription.cancel();
            result.completeExceptionally(new TooLong(most));
            return;
        }
        inner.onNext(buffers);
    }

    @Override
    public void onError(Throwable trouble) {
        inner.onError(trouble);
    }

    @Override
    public void onComplete() {
        inner.onComplete();
    }
}
