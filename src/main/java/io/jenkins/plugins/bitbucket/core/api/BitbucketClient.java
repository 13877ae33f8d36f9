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
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The REST API for one account and one operation. It counts the requests of the operation, and can cancel them all.
 *
 * <p>A call that fails ends with a {@link BitbucketException}. Invalid input is rejected with an {@link
 * IllegalArgumentException} before anything is sent. Cancelling the future of a call drops its request. Source of the
 * calls: <a href="https://developer.atlassian.com/cloud/bitbucket/rest/intro/">the API's reference</a>.
 */
public final class BitbucketClient extends OperationClient<BitbucketClient> {

    /** The maximum number of values on a page of a list. */
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
     * Makes an attempt, and retries it while the outcome of one of its calls is unknown because the response was lost.
     * Every attempt after the first must look for an existing result before it creates anything.
     *
     * @param attempt is told whether an earlier attempt may have done the work
     */
    public <T> CompletableFuture<T> retryWhileInDoubt(Function<Boolean, CompletableFuture<T>> attempt) {
        AtomicBoolean inDoubt = new AtomicBoolean(isResumed());
        return retrier().run(Transient::outcomeUnknown, () -> attempt.apply(inDoubt.getAndSet(true)));
    }

    /**
     * Starts {@code work} when no other operation of this program with an equal {@code thing} is running, so that each
     * sees the result of the one before.
     */
    public <T> CompletableFuture<T> oneAtATime(Object thing, Supplier<CompletableFuture<T>> work) {
        return oneAtATime.run(thing, work);
    }

    /**
     * Polls for something that people or builds do, however long that takes: once a minute in a build, and less often
     * if other operations wait with the same account, so that all of them together poll no more often than one.
     *
     * @param look returns the result, or nothing yet
     */
    public <T> CompletableFuture<T> poll(Supplier<CompletableFuture<Optional<T>>> look) {
        String account = credential().email().value().toLowerCase(Locale.ROOT);
        return polling.run(
                account,
                share -> retrier().poll(look, looks -> share.apply(retrier().maxDelay())));
    }

    /**
     * Polls for the end of something that Bitbucket has started: after one second in a build, then after longer delays,
     * up to a minute.
     *
     * @param look returns the result, or nothing yet
     */
    public <T> CompletableFuture<T> pollSoon(Supplier<CompletableFuture<Optional<T>>> look) {
        return retrier().poll(look, retrier()::delayAfter);
    }

    /**
     * Looks until something that Bitbucket has accepted is done, as long as the operation may retry.
     *
     * @param look fails with a {@link Transient} until then
     */
    public <T> CompletableFuture<T> lookUntilDone(Supplier<CompletableFuture<T>> look) {
        return retrier().run(notYet -> true, look);
    }

    /**
     * Looks a few times, within some seconds, for the effect of an earlier request whose outcome is unknown.
     *
     * @param notYet whether this failure of {@code look} may have changed with the next look
     * @param reason what to tell the listener, without a full stop
     */
    public <T> CompletableFuture<T> lookAFewTimes(
            Predicate<Throwable> notYet, String reason, Supplier<CompletableFuture<T>> look) {
        return retrier().runUntilKnown(notYet, reason, look);
    }

    /** Tells the listener of the operation, in a sentence, why it waits. */
    public void tell(String wait) {
        retrier().tell(wait);
    }

    /** The credential of this client. */
    public ApiCredential credential() {
        return executor.credential();
    }

    /** How many requests this client has sent. */
    public int requestsSent() {
        return executor.requestsSent();
    }

    /**
     * The scopes of the token according to the newest response, with Bitbucket's names; none if no response contained
     * them.
     */
    public Optional<Set<String>> grantedScopes() {
        return executor.grantedScopes();
    }

    /** The owner of the token. Scope: {@code read:user:bitbucket}. */
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

    /** The repositories of a workspace that match a condition. Scope: {@code read:repository:bitbucket}. */
    public CompletableFuture<Page<Repository>> repositories(String workspace, Optional<Filter> condition) {
        return repositories(workspace, condition, Repository.FIELDS, Repository::from);
    }

    /** As {@link #repositories(String, Optional)}, with the details needed to work with them. */
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

    /** The operations on one repository. */
    public RepositoryClient repository(RepositoryId id) {
        return new RepositoryClient(executor, id);
    }

    /** The operations on one pull request. */
    public PullRequestClient pullRequest(PullRequestId id) {
        return repository(id.repository()).onPullRequest(id.number());
    }

    /** Encodes one segment of a path, or the value of one parameter: a slash becomes {@code %2F}. */
    static String encode(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }
}
