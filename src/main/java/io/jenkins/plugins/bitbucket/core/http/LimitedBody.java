package io.jenkins.plugins.bitbucket.core.http;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.function.Consumer;

/** Reads a body into memory, but not more than a set number of bytes of it. */
final class LimitedBody implements BodySubscriber<Void> {

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final int limit;
    private final Runnable arrived;
    private final Consumer<byte[]> whole;
    private Subscription subscription;

    /**
     * @param arrived is told when the last byte is there, while the client is still busy with it
     * @param whole is told the body when the client is ready for another request
     */
    LimitedBody(int limit, Runnable arrived, Consumer<byte[]> whole) {
        this.limit = limit;
        this.arrived = arrived;
        this.whole = whole;
    }

    /** There was more than the limit. */
    static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooLong(int limit) {
            super("it is longer than " + limit + " bytes");
        }
    }

    @Override
    public CompletionStage<Void> getBody() {
        return end;
    }

    @Override
    public void onSubscribe(Subscription newSubscription) {
        subscription = newSubscription;
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            if (buffer.remaining() > limit - body.size()) {
                // Before the connection's own failure, which says less.
                end.completeExceptionally(new TooLong(limit));
                subscription.cancel();
                return;
            }
            byte[] piece = new byte[buffer.remaining()];
            buffer.get(piece);
            body.write(piece, 0, piece.length);
        }
    }

    @Override
    public void onError(Throwable error) {
        end.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
        if (!end.isDone()) {
            arrived.run();
            end.complete(null);
            whole.accept(body.toByteArray());
        }
    }
}
