package io.jenkins.plugins.bitbucket.core.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Transient;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.http.ApiCredential;
import io.jenkins.plugins.bitbucket.core.retry.KeyedSequencer;
import io.jenkins.plugins.bitbucket.core.retry.OperationClient;
import io.jenkins.plugins.bitbucket.core.retry.PollingShare;
import java.net.URLEncoder;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The REST API as one account sees it, for one operation: it counts the operation's requests, and can end them all.
 *
 * <p>A call that Bitbucket does not do as asked ends with a {@link BitbucketException}; input of the wrong form is
 * refused with an {@link IllegalArgumentException} before anything is sent. A call's future can be cancelled, which
 * drops its request. Source of the calls: <a
 * href="https://developer.atlassian.com/cloud/bitbucket/rest/intro/">the API's reference</a>.
 */
public final class BitbucketClient extends OperationClient<BitbucketClient> {

    /** The most that a page of a list holds. */
    static final int MAX_PAGE_LENGTH = 100;

    private final RequestExecutor executor;
    private final KeyedSequencer oneAtATime;
    private final PollingShare polling;

    BitbucketClient(RequestExecutor executor, KeyedSequencer oneAtATime, PollingShare polling) {
        super(executor.retrier());
        this.executor = executor;
        this.oneAtATime = oneAtATime;
        this.polling = polling;
    }

    /**
     * Makes an attempt, and others as long as one of its calls may have been done by Bitbucket, and only the answer was
     * lost. Every attempt but the first has to look what there is before it makes anything.
     *
     * @param attempt is told whether an earlier one may have done the work
     */
    public <T> CompletableFuture<T> retryWhileInDoubt(Function<Boolean, CompletableFuture<T>> attempt) {
        AtomicBoolean inDoubt = new AtomicBoolean(isResumed());
        return retrier().run(Transient::outcomeUnknown, () -> attempt.apply(inDoubt.getAndSet(true)));
    }

    /**
     * Starts {@code work} when no other operation of this program that named an equal {@code thing} is at work, so that
     * each sees what the one before it has made.
     */
    public <T> CompletableFuture<T> oneAtATime(Object thing, Supplier<CompletableFuture<T>> work) {
        return oneAtATime.run(thing, work);
    }

    /**
     * Looks until people or builds have done their part, however long that takes: once a minute in a build, and more
     * seldom where others wait with the same account, so that all of them together look no more often than one.
     *
     * @param look gives what is waited for, or nothing yet
     */
    public <T> CompletableFuture<T> poll(Supplier<CompletableFuture<Optional<T>>> look) {
        String account = credential().email().value().toLowerCase(Locale.ROOT);
        return polling.run(
                account,
                share -> retrier().poll(look, looks -> share.apply(retrier().maxDelay())));
    }

    /**
     * Looks until Bitbucket has done what it has begun: after a second in a build, then after longer times, up to a minute.
     *
     * @param look gives what is waited for, or nothing yet
     */
    public <T> CompletableFuture<T> pollSoon(Supplier<CompletableFuture<Optional<T>>> look) {
        return retrier().poll(look, retrier()::delayAfter);
    }

    /** Tells whoever waits for the operation why it does, in a sentence. */
    public void tell(String wait) {
        retrier().tell(wait);
    }

    /** The credential that this client acts with. */
    public ApiCredential credential() {
        return executor.credential();
    }

    /** How many requests this client has sent. */
    public int requestsSent() {
        return executor.requestsSent();
    }

    /** The scopes of the token as the newest answer told them, in Bitbucket's own names; none if no answer did. */
    public Optional<Set<String>> grantedScopes() {
        return executor.grantedScopes();
    }

    /** The account that the token belongs to. Scope: {@code read:user:bitbucket}. */
    public CompletableFuture<User> currentUser() {
        return executor.get(Sentences.of("Do.IdentifyOwner"), "/user", User::fromAccount);
    }

    /** One account. Scope: {@code read:user:bitbucket}. */
    public CompletableFuture<User> user(UserId id) {
        return executor.get(Sentences.of("Do.LookUpUser", id.value()), "/users/" + encode(id.value()), User::from);
    }

    /** The workspaces that the account belongs to. Scope: {@code read:workspace:bitbucket}. */
    public CompletableFuture<Page<Workspace>> workspaces() {
        return executor.page(
                Sentences.of("Do.ListWorkspaces"),
                "/user/workspaces?pagelen=" + MAX_PAGE_LENGTH,
                access -> Workspace.from(access.path("workspace")));
    }

    /** The members of a workspace that have one of {@code nicknames}. Scope: {@code read:workspace:bitbucket}. */
    public CompletableFuture<Page<User>> members(String workspace, List<String> nicknames) {
        String path = "/workspaces/" + encode(RepositoryId.checkWorkspace(workspace)) + "/members";
        Filter named = Filter.any(
                nicknames.stream().map(n -> Filter.is("user.nickname", n)).toList());
        return executor.page(
                Sentences.of("Do.LookUpMembers", workspace),
                path + "?pagelen=" + MAX_PAGE_LENGTH + "&q=" + encode(named.expression()),
                membership -> User.fromAccount(membership.path("user")));
    }

    /** The projects of a workspace. Scope: {@code read:project:bitbucket}. */
    public CompletableFuture<Page<Project>> projects(String workspace) {
        return executor.page(
                Sentences.of("Do.ListProjects", workspace),
                "/workspaces/" + encode(RepositoryId.checkWorkspace(workspace)) + "/projects?pagelen="
                        + MAX_PAGE_LENGTH,
                Project::from);
    }

    /** The repositories of a workspace that the account can see. Scope: {@code read:repository:bitbucket}. */
    public CompletableFuture<Page<Repository>> repositories(String workspace) {
        return repositories(workspace, Optional.empty());
    }

    /** The repositories of a workspace that fulfil a condition. Scope: {@code read:repository:bitbucket}. */
    public CompletableFuture<Page<Repository>> repositories(String workspace, Optional<Filter> condition) {
        return repositories(workspace, condition, Repository.FIELDS, Repository::from);
    }

    /** As {@link #repositories(String, Optional)}, with what is needed to work with them. */
    public CompletableFuture<Page<RepositoryDetails>> repositoryDetails(String workspace, Optional<Filter> condition) {
        return repositories(workspace, condition, RepositoryDetails.FIELDS, RepositoryDetails::from);
    }

    private <T> CompletableFuture<Page<T>> repositories(
            String workspace, Optional<Filter> condition, String fields, Function<JsonNode, T> read) {
        return executor.page(
                Sentences.of("Do.ListRepositories", workspace),
                "/repositories/" + encode(RepositoryId.checkWorkspace(workspace)) + "?pagelen=" + MAX_PAGE_LENGTH
                        + "&fields=" + encode("next," + fields)
                        + condition
                                .map(filter -> "&q=" + encode(filter.expression()))
                                .orElse(""),
                read);
    }

    /** What can be done in one repository. */
    public RepositoryClient repository(RepositoryId id) {
        return new RepositoryClient(executor, id);
    }

    /** What can be done with one pull request. */
    public PullRequestClient pullRequest(PullRequestId id) {
        return repository(id.repository()).onPullRequest(id.number());
    }

    /** One segment of a path, or one parameter's value: a slash in it becomes {@code %2F}. */
    static String encode(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }
}
