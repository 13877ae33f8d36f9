package io.jenkins.plugins.bitbucket.migration;

import hudson.model.Computer;
import io.jenkins.plugins.bitbucket.core.api.BitbucketCloud;
import io.jenkins.plugins.bitbucket.core.check.TokenCheck;
import io.jenkins.plugins.bitbucket.core.check.TokenReport;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.http.ApiCredential;
import io.jenkins.plugins.bitbucket.credentials.BitbucketApiToken;
import io.jenkins.plugins.bitbucket.credentials.TokenOutcomes;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** Tests tokens, each once and a few at a time, and records the results. */
final class TestAll {

    private static final Logger LOGGER = Logger.getLogger(TestAll.class.getName());
    private static final int AT_A_TIME = 4;

    private final BitbucketCloud bitbucket;
    private final Queue<ApiCredential> left;
    private final int all;
    private final AtomicInteger done = new AtomicInteger();

    TestAll(BitbucketCloud bitbucket, Stream<BitbucketApiToken> tokens) {
        this.bitbucket = bitbucket;
        this.left = new ConcurrentLinkedQueue<>(distinct(tokens));
        this.all = left.size();
    }

    /** The number of tokens to test. */
    int all() {
        return all;
    }

    /** The number of tokens tested so far. */
    int done() {
        return done.get();
    }

    /** One for each account and token; invalid tokens are omitted. */
    private static Collection<ApiCredential> distinct(Stream<BitbucketApiToken> tokens) {
        Map<List<Object>, ApiCredential> distinct = new LinkedHashMap<>();
        tokens.flatMap(token -> usable(token).stream())
                .forEach(credential ->
                        distinct.putIfAbsent(List.of(credential.email(), credential.token()), credential));
        return distinct.values();
    }

    private static Optional<ApiCredential> usable(BitbucketApiToken token) {
        try {
            return Optional.of(token.apiCredential());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Completes when all are tested; never fails. */
    CompletableFuture<Void> run() {
        return CompletableFuture.allOf(
                Stream.generate(this::testTheRest).limit(AT_A_TIME).toArray(CompletableFuture[]::new));
    }

    private CompletableFuture<Void> testTheRest() {
        ApiCredential credential = left.poll();
        return credential == null
                ? CompletableFuture.completedFuture(null)
                : test(credential).thenCompose(done -> testTheRest());
    }

    private CompletableFuture<Void> test(ApiCredential credential) {
        // Recording a result may write a file, which must not block the client's few threads.
        return new TokenCheck()
                .run(bitbucket.as(credential))
                .handleAsync(
                        (report, failure) -> {
                            remember(credential, report, failure);
                            done.incrementAndGet();
                            return null;
                        },
                        Computer.threadPoolForRemoting);
    }

    private static void remember(ApiCredential credential, TokenReport report, Throwable failure) {
        if (failure == null) {
            TokenOutcomes.get().tested(credential, report);
        } else if (BitbucketException.cause(failure) instanceof BitbucketException known) {
            TokenOutcomes.get().notTested(credential, known);
        } else {
            LOGGER.log(Level.WARNING, failure, () -> "The token of “" + credential.id() + "” was not tested");
        }
    }
}
