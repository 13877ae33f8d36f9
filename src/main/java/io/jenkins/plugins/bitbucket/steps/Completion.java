package io.jenkins.plugins.bitbucket.steps;

import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.Util;
import hudson.model.AutoCompletionCandidates;
import hudson.model.Item;
import io.jenkins.plugins.bitbucket.configuration.BitbucketCloudConfiguration;
import io.jenkins.plugins.bitbucket.configuration.PageWait;
import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.Branch;
import io.jenkins.plugins.bitbucket.core.api.Filter;
import io.jenkins.plugins.bitbucket.core.api.Page;
import io.jenkins.plugins.bitbucket.core.api.Repository;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.api.Workspace;
import io.jenkins.plugins.bitbucket.core.http.ApiCredential;
import io.jenkins.plugins.bitbucket.credentials.BitbucketApiToken;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * What the fields of the steps' forms can be completed to: what the chosen credential sees. Jenkins asks after each pause
 * in typing, which costs one request at the most. Answers count for a minute; so do failures, or a token that is rejected
 * would be sent with every letter.
 */
@Extension
@Restricted(NoExternalUse.class)
public final class Completion {

    private static final Logger LOGGER = Logger.getLogger(Completion.class.getName());

    /** A workspace or a repository that somebody has just made is missed for so long. */
    private static final Duration MAX_AGE = Duration.ofMinutes(1);

    // Some dozens of people who type at the same time.
    private static final int MAX_ANSWERS = 500;

    /** @param text what was asked of Bitbucket, in the words of this class */
    private record Question(String apiUrl, ApiCredential credential, String text) {}

    private final AsyncCache<Question, List<String>> answers;

    public Completion() {
        this(Ticker.systemTicker());
    }

    Completion(Ticker clock) {
        answers = Caffeine.newBuilder()
                .expireAfterWrite(MAX_AGE)
                .maximumSize(MAX_ANSWERS)
                .ticker(clock)
                .buildAsync();
    }

    static Completion get() {
        return ExtensionList.lookupSingleton(Completion.class);
    }

    /**
     * Who sees what a credential sees, uses it.
     *
     * @throws org.springframework.security.access.AccessDeniedException unless the user may use the credentials of the
     *     place where the form stands
     */
    private static void checkMayUseCredentials(@CheckForNull Item item) {
        if (item == null) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        } else {
            item.checkPermission(CredentialsProvider.USE_ITEM);
        }
    }

    AutoCompletionCandidates workspaces(@CheckForNull Item item, String credentialsId, String typed) {
        checkMayUseCredentials(item);
        return candidates(
                typed, ask(item, credentialsId, "workspaces", client -> client.workspaces(), Workspace::slug));
    }

    /** A workspace first, then a repository in it; of an address nothing is completed. */
    AutoCompletionCandidates repositories(@CheckForNull Item item, String credentialsId, String typed) {
        checkMayUseCredentials(item);
        String text = typed.trim();
        int slash = text.indexOf('/');
        if (slash < 0) {
            AutoCompletionCandidates candidates = new AutoCompletionCandidates();
            workspaces(item, credentialsId, text).getValues().forEach(workspace -> candidates.add(workspace + "/"));
            return candidates;
        }
        String workspace = text.substring(0, slash);
        Optional<Filter> named = Optional.of(text.substring(slash + 1))
                .filter(name -> !name.isEmpty())
                .map(Completion::named);
        return candidates(
                "",
                ask(
                        item,
                        credentialsId,
                        "repositories of " + text.toLowerCase(Locale.ROOT),
                        client -> client.repositories(workspace, named),
                        Repository::fullName));
    }

    /** Bitbucket looks into names, from which it makes the slug: {@code Infra Tools} becomes {@code infra-tools}. */
    private static Filter named(String slug) {
        return Filter.any(Stream.of(slug, slug.replace('-', ' '))
                .distinct()
                .map(name -> Filter.contains("name", name))
                .toList());
    }

    /** @param repository what the form says: nothing is completed where it says nothing */
    AutoCompletionCandidates branches(@CheckForNull Item item, String credentialsId, String repository, String typed) {
        checkMayUseCredentials(item);
        String text = typed.trim();
        RepositoryId id;
        try {
            id = RepositoryId.parse(repository);
        } catch (IllegalArgumentException e) {
            return new AutoCompletionCandidates();
        }
        return candidates(
                text,
                ask(
                        item,
                        credentialsId,
                        "branches of " + id + " with " + text,
                        client -> client.repository(id).branches(Filter.contains("name", text)),
                        Branch::name));
    }

    /** Those that hold what was typed, in any letter case; first those that begin with it. */
    private static AutoCompletionCandidates candidates(String typed, List<String> found) {
        String text = typed.trim().toLowerCase(Locale.ROOT);
        AutoCompletionCandidates candidates = new AutoCompletionCandidates();
        Stream.of(true, false)
                .flatMap(begins -> found.stream().filter(name -> {
                    int at = name.toLowerCase(Locale.ROOT).indexOf(text);
                    return begins ? at == 0 : at > 0;
                }))
                .forEach(candidates::add);
        return candidates;
    }

    private <T> List<String> ask(
            @CheckForNull Item item,
            String credentialsId,
            String question,
            Function<BitbucketClient, CompletableFuture<Page<T>>> call,
            Function<T, String> name) {
        BitbucketCloudConfiguration settings = BitbucketCloudConfiguration.get();
        return credential(settings, item, credentialsId)
                .flatMap(credential -> PageWait.result(answers.get(
                        new Question(settings.getApiUrl(), credential, question),
                        (key, executor) -> answer(
                                question,
                                () -> call.apply(settings.bitbucket().as(credential))
                                        .thenApply(page ->
                                                page.values().stream().map(name).toList())))))
                .orElse(List.of());
    }

    private static CompletableFuture<List<String>> answer(
            String question, Supplier<CompletableFuture<List<String>>> call) {
        return CompletableFuture.completedFuture(null)
                .thenCompose(start -> call.get())
                .exceptionally(failure -> {
                    LOGGER.log(Level.FINE, failure, () -> "No completion of a form by the " + question);
                    return List.of();
                });
    }

    private static Optional<ApiCredential> credential(
            BitbucketCloudConfiguration settings, @CheckForNull Item item, String credentialsId) {
        try {
            return Optional.ofNullable(Util.fixEmptyAndTrim(credentialsId))
                    .or(settings::defaultCredentials)
                    .map(id -> CredentialsMatchers.firstOrNull(
                            CredentialsProvider.lookupCredentialsInItem(
                                    BitbucketApiToken.class,
                                    item,
                                    BitbucketStep.Descriptor.authenticationOf(item),
                                    settings.apiRequirements()),
                            CredentialsMatchers.allOf(
                                    CredentialsMatchers.withId(id), BitbucketStep.Descriptor.FOR_JOBS)))
                    .map(BitbucketApiToken::apiCredential);
        } catch (IllegalArgumentException e) {
            // It holds nothing that could be sent, which its own form says.
            return Optional.empty();
        }
    }
}
