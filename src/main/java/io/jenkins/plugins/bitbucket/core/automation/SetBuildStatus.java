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
 * Sets the status of a build of a commit on Bitbucket. A status with the same key is overwritten, so it is safe to
 * repeat. It needs one request.
 */
public final class SetBuildStatus {

    /** The scopes that it needs, according to Bitbucket's description. */
    public static final Set<Scope> SCOPES = Set.of(Scope.READ_REPOSITORY);

    /** The longest key that Bitbucket is known to accept. */
    static final int MAX_KEY = 40;

    /**
     * The longest name that Bitbucket accepts.
     *
     * @see <a href="https://github.com/jenkinsci/bitbucket-branch-source-plugin/pull/928">a report</a>
     */
    static final int MAX_NAME = 255;

    private static final int KEY_HASH_BYTES = 5;

    /** The state of the build. */
    public enum State {
        INPROGRESS,
        SUCCESSFUL,
        FAILED,
        STOPPED
    }

    /**
     * @param repository the repository of the commit
     * @param commit its hash, or at least its first 7 characters
     * @param state the state of the build
     * @param key distinguishes it from other builds of the commit; a key of more than 40 characters is shortened, with
     *     a hash at its end
     * @param name the name to show, truncated after 255 characters; the full key if omitted
     * @param description a line of text about the build
     * @param url the build's page
     * @param refname the branch that was built; Bitbucket shows the status on its pull requests
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

        /** @throws IllegalArgumentException if Bitbucket could not accept it, with the reason */
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
            name = Optional.of(Text.truncated(name.orElse(key), MAX_NAME));
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
     * The current status.
     *
     * @param key the key on Bitbucket
     * @param state the state of the build
     * @param commit the commit's hash
     */
    public record Result(String key, State state, String commit) {}

    /** @return the status; fails with a {@link BitbucketException}. Cancelling it drops the running request */
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

    /** A success that Bitbucket has reported counts once it is confirmed. */
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

    /** The key if it is short enough; otherwise its beginning and a hash of it, always the same. */
    static String shortened(String key) {
        if (key.length() <= MAX_KEY) {
            return key;
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            String end = "-" + HexFormat.of().formatHex(hash, 0, KEY_HASH_BYTES);
            return Text.beginning(key, MAX_KEY - end.length()) + end;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
