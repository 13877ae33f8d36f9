package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.Filter;
import io.jenkins.plugins.bitbucket.core.api.Page;
import io.jenkins.plugins.bitbucket.core.api.RepositoryDetails;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.api.Scope;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.Text;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Lists the repositories of a workspace that the account can see. It needs one request per 100 repositories. */
public final class ListRepositories {

    /** The scopes that every request needs. */
    public static final Set<Scope> SCOPES = Set.of(Scope.READ_REPOSITORY);

    /**
     * @param workspace the workspace
     * @param project the key of their project; any project if omitted
     * @param nameContains a part of their name, case-insensitive
     * @param query another condition in Bitbucket's <a
     *     href="https://developer.atlassian.com/cloud/bitbucket/rest/intro/#filtering">filter language</a>
     * @param limit the maximum number
     */
    public record Request(
            String workspace,
            Optional<String> project,
            Optional<String> nameContains,
            Optional<Filter> query,
            int limit) {

        private static final Pattern PROJECT = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,127}");

        /** @throws IllegalArgumentException if no repository could match, with the reason */
        public Request {
            workspace = RepositoryId.checkWorkspace(workspace);
            project = project.map(String::strip).filter(key -> !key.isEmpty());
            nameContains = nameContains.filter(part -> !part.isEmpty());
            if (project.filter(key -> !PROJECT.matcher(key).matches()).isPresent()) {
                throw new IllegalArgumentException(Sentences.of("Form.Project", Text.printable(project.get())));
            }
            if (nameContains.filter(part -> !Text.isUnicode(part)).isPresent()) {
                throw new IllegalArgumentException(Sentences.of("Form.BranchUnicode"));
            }
            if (limit < 1) {
                throw new IllegalArgumentException(Sentences.of("Form.Limit"));
            }
        }

        /** All repositories of a workspace. */
        public static Request of(String workspace) {
            return new Request(workspace, Optional.empty(), Optional.empty(), Optional.empty(), Integer.MAX_VALUE);
        }

        private Optional<Filter> filter() {
            return Stream.of(
                            project.map(key -> Filter.is("project.key", key.toUpperCase(Locale.ROOT))),
                            nameContains.map(part -> Filter.contains("name", part)),
                            query)
                    .flatMap(Optional::stream)
                    .reduce(Filter::and);
        }
    }

    /** @return the repositories; fails with a {@link BitbucketException}. Cancelling it drops the running request */
    public CompletableFuture<List<RepositoryDetails>> run(Request request, BitbucketClient client) {
        return client.cancelTogether(
                Page.collect(client.repositoryDetails(request.workspace(), request.filter()), request.limit()));
    }
}
