package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BuildStatus;
import io.jenkins.plugins.bitbucket.core.api.RepositoryClient;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.api.Scope;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.Text;
import io.jenkins.plugins.bitbucket.core.error.UnreadableSuccess;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Says on Bitbucket what a build of a commit comes to. The status that has the same key is overwritten, so that it may be
 * said again and again. Costs one request.
 */
public final class SetBuildStatus {

    /** What it needs of a token, by Bitbucket's description. */
    public static final Set<Scope> SCOPES = Set.of(Scope.READ_REPOSITORY);

    /** The longest key that Bitbucket is known to take. */
    static final int MAX_KEY = 40;

    private static final int KEY_HASH_BYTES = 5;

    /** How the build stands. */
    public enum State {
        INPROGRESS,
        SUCCESSFUL,
        FAILED,
        STOPPED
    }

    /**
     * @param repository where the commit is
     * @param commit its hash, or the first characters of it, 7 at least
     * @param state how the build stands
     * @param key tells it from other builds of the commit; one of more than 40 characters is cut, with a hash at its end
     * @param name what people read; the key, whole, if none is given
     * @param description a line of what there is to say about the build
     * @param url the build's page
     * @param refname the branch that was built, which ties the status to that branch's pull requests
     */
    public record Request(
            RepositoryId repository,
            String commit,
            State state,
            String key,
            Optional<String> name,
            Optional<String> description,
            URI url,
            Optional<String> refname) {

        /** @throws IllegalArgumentException if Bitbucket could not take it, saying why */
        public Request {
            Objects.requireNonNull(repository, "repository");
            Objects.requireNonNull(state, "state");
            if (commit == null || !StartPoint.HASH.matcher(commit).matches()) {
                throw new IllegalArgumentException(Sentences.of("Form.Commit", Text.printable(String.valueOf(commit))));
            }
            key = key == null ? "" : key.strip();
            if (key.isEmpty() || !Text.oneLine(key).equals(key)) {
                throw new IllegalArgumentException(Sentences.of("Form.StatusKey"));
            }
            name = Optional.of(name.orElse(key));
            if (url == null
                    || url.getHost() == null
                    || !String.valueOf(url.getScheme()).matches("(?i)https?")) {
                throw new IllegalArgumentException(Sentences.of("Form.StatusUrl", Text.printable(String.valueOf(url))));
            }
        }

        private BuildStatus status() {
            return new BuildStatus(
                    shortened(key),
                    state.name(),
                    name,
                    description,
                    Optional.of(url.toASCIIString()),
                    refname,
                    Optional.empty());
        }
    }

    /**
     * The status as it is set now.
     *
     * @param key as Bitbucket has it
     * @param state how the build stands
     * @param commit the commit's hash
     */
    public record Result(String key, State state, String commit) {}

    /**
     * @return the status; fails with a {@link BitbucketException}. Cancelling it drops the request in flight
     */
    public CompletableFuture<Result> run(Request request, BitbucketClient client) {
        BuildStatus status = request.status();
        RepositoryClient repository = client.repository(request.repository());
        List<String> place = List.of(
                request.repository().toString().toLowerCase(Locale.ROOT),
                request.commit().toLowerCase(Locale.ROOT),
                status.key());
        return client.cancelTogether(client.oneAtATime(
                place,
                () -> client.retryWhileInDoubt(again -> repository
                        .setStatus(request.commit(), status)
                        .exceptionallyCompose(failure -> seen(repository, request, failure))
                        .thenApply(set -> new Result(
                                status.key(), request.state(), set.commit().orElse(request.commit()))))));
    }

    /** What Bitbucket said that it has done counts as done once it is seen. */
    private static CompletableFuture<BuildStatus> seen(
            RepositoryClient repository, Request request, Throwable failure) {
        Throwable cause = BitbucketException.cause(failure);
        if (!(cause instanceof UnreadableSuccess)) {
            return CompletableFuture.failedFuture(cause);
        }
        return repository
                .status(request.commit(), shortened(request.key()))
                .handle((now, lookFailed) ->
                        lookFailed == null && now.state().equals(request.state().name())
                                ? CompletableFuture.completedFuture(now)
                                : CompletableFuture.<BuildStatus>failedFuture(cause))
                .thenCompose(found -> found);
    }

    /** The key if it is short enough; else its beginning and a hash of it all, the same each time. */
    static String shortened(String key) {
        if (key.length() <= MAX_KEY) {
            return key;
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            String end = "-" + HexFormat.of().formatHex(hash, 0, KEY_HASH_BYTES);
            int length = MAX_KEY - end.length();
            // A character beyond the 65,536 first ones takes two places, and is not cut in the middle.
            return key.substring(0, Character.isHighSurrogate(key.charAt(length - 1)) ? length - 1 : length) + end;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
