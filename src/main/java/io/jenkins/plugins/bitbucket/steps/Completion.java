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
 * Completes fields in the steps' forms with what the selected credential can see. Jenkins asks after each pause in
 * typing, which sends at most one request. Answers are cached for a minute, and so are failures; otherwise a rejected
 * token would be sent with every letter.
 */
@Extension
@Restricted(NoExternalUse.class)
public final class Completion {

    private static final Logger LOGGER = Logger.getLogger(Completion.class.getName());

    /** A new workspace or repository may be missing for this long. */
    private static final Duration MAX_AGE = Duration.ofMinutes(1);

    // Enough for dozens of users who type at the same time.
    private static final int MAX_ANSWERS = 500;

    /** @param text the question to Bitbucket, in this class's words */
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
     * Seeing what a credential can see is using it.
     *
     * @throws org.springframework.security.access.AccessDeniedException unless the user can use the credentials of the
     *     place of the form
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

    /** First a workspace, then a repository in it. Addresses are not completed. */
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

    /** Bitbucket searches names, from which it derives the slugs: {@code Infra Tools} becomes {@code infra-tools}. */
    private static Filter named(String slug) {
        return Filter.any(Stream.of(slug, slug.replace('-', ' '))
                .distinct()
                .map(name -> Filter.contains("name", name))
                .toList());
    }

    /** @param repository the value in the form; without one, nothing is completed */
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

    /** The values that contain what was typed, case-insensitive; first those that start with it. */
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
            // The credential holds nothing that could be sent, as its own form says.
            return Optional.empty();
        }
    }
}
