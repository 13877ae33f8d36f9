package io.jenkins.plugins.bitbucket.steps;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.Scope;
import io.jenkins.plugins.bitbucket.core.git.GitClient;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/**
 * The operation of a step: over REST, and over SSH if Bitbucket supports it with a key. It determines which types of
 * credentials the step accepts, in its form and in a build.
 *
 * @param <R> the request, which holds the checked parameters
 * @param scopes the scopes that a token needs
 * @param overRest runs it with an API token
 * @param overSsh runs it with an SSH key
 */
record Operation<R>(
        Set<Scope> scopes,
        BiFunction<R, BitbucketClient, CompletableFuture<StepResult>> overRest,
        Optional<BiFunction<R, GitClient, CompletableFuture<StepResult>>> overSsh) {

    /** An operation that requires an API token. */
    static <R> Operation<R> overRest(
            Set<Scope> scopes, BiFunction<R, BitbucketClient, CompletableFuture<StepResult>> overRest) {
        return new Operation<>(scopes, overRest, Optional.empty());
    }

    Operation<R> orOverSsh(BiFunction<R, GitClient, CompletableFuture<StepResult>> overSsh) {
        return new Operation<>(scopes, overRest, Optional.of(overSsh));
    }

    boolean takesSshKeys() {
        return overSsh.isPresent();
    }

    /** The types of credentials that it accepts, for a message. */
    String types() {
        return takesSshKeys() ? Messages.BitbucketStep_TokenOrKey() : Messages.BitbucketStep_Token();
    }

    /** @param status what is being done, such as {@code creating the branch x in acme/infra} */
    Prepared<R> prepare(String status, R request) {
        return new Prepared<>(this, status, request);
    }

    /** An operation with its request, ready to start. */
    record Prepared<R>(Operation<R> operation, String status, R request) {

        CompletableFuture<StepResult> start(BitbucketClient client) {
            return operation.overRest().apply(request, client);
        }

        /** @throws java.util.NoSuchElementException if the operation does not support SSH keys */
        CompletableFuture<StepResult> start(GitClient client) {
            return operation.overSsh().orElseThrow().apply(request, client);
        }
    }
}
