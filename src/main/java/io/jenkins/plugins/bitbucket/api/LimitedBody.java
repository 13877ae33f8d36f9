package io.jenkins.plugins.bitbucket.api;

import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/** Reads a body into memory, but not more than a set number of bytes of it. */
final class LimitedBody implements BodySubscriber<byte[]> {

    private final BodySubscriber<byte[]> whole = BodySubscribers.ofByteArray();
    private final long limit;
    private long read;
    private Subscription subscription;

    private LimitedBody(long limit) {
        this.limit = limit;
    }

    /** There was more than the limit. */
    static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooLong(long limit) {
            super("it is longer than " + limit + " bytes");
        }
    }

    static BodyHandler<byte[]> handler(long limit) {
        return response -> new LimitedBody(limit);
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return whole.getBody();
    }

    @Override
    public void onSubscribe(Subscription newSubscription) {
        subscription = newSubscription;
        whole.onSubscribe(newSubscription);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        read += buffers.stream().mapToLong(ByteBuffer::remaining).sum();
        if (read > limit) {
            subscription.cancel();
            whole.onError(new TooLong(limit));
        } else {
            whole.onNext(buffers);
        }
    }

    @Override
    public void onError(Throwable error) {
        whole.onError(error);
    }

    @Override
    public void onComplete() {
        whole.onComplete();
    }
}
