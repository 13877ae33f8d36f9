package io.jenkins.plugins.bitbucket.steps;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.Scope;
import io.jenkins.plugins.bitbucket.core.git.GitClient;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/**
 * What a step does, whatever its parameters: over REST, and over SSH if Bitbucket lets a key do that. Which types of
 * credentials the step takes follows from it, in its form and in a build.
 *
 * @param <R> the request, which holds the checked parameters
 * @param scopes the scopes that a token needs for it
 * @param overRest does it with an API token
 * @param overSsh does it with an SSH key
 */
record Operation<R>(
        Set<Scope> scopes,
        BiFunction<R, BitbucketClient, CompletableFuture<StepResult>> overRest,
        Optional<BiFunction<R, GitClient, CompletableFuture<StepResult>>> overSsh) {

    /** One for which Bitbucket takes an API token only. */
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

    /** The types of credentials that it takes, for a message. */
    String types() {
        return takesSshKeys() ? Messages.BitbucketStep_TokenOrKey() : Messages.BitbucketStep_Token();
    }

    /** @param status what is done, such as {@code creating the branch x in acme/infra} */
    Prepared<R> prepare(String status, R request) {
        return new Prepared<>(this, status, request);
    }

    /** An operation with its request, ready to start. */
    record Prepared<R>(Operation<R> operation, String status, R request) {

        CompletableFuture<StepResult> start(BitbucketClient client) {
            return operation.overRest().apply(request, client);
        }

        /** @throws java.util.NoSuchElementException unless the operation takes SSH keys */
        CompletableFuture<StepResult> start(GitClient client) {
            return operation.overSsh().orElseThrow().apply(request, client);
        }
    }
}
