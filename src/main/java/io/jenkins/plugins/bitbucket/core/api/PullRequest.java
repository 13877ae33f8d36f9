package io.jenkins.plugins.bitbucket.core.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.core.http.Json;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A pull request. A list may leave out what is optional here, which says nothing of what it is.
 *
 * @param id its number in the repository
 * @param title one line
 * @param description Markdown
 * @param state {@code OPEN}, {@code MERGED}, {@code DECLINED} or {@code SUPERSEDED}
 * @param draft whether it is one
 * @param repository the repository that holds both branches; none if the source is in another one, a fork, which may be
 *     gone
 * @param sourceBranch the branch to merge
 * @param sourceCommit the hash of its newest commit, or its first characters; once it is merged, of the commit that was
 * @param destinationBranch the branch to merge into
 * @param destinationCommit the hash of its newest commit, or its first characters
 * @param mergeCommit the hash of the commit that has merged it, or its first characters
 * @param closeSourceBranch whether the source branch goes when it is merged
 * @param author who opened it; empty texts where Bitbucket does not tell
 * @param reviewers who was asked to review
 * @param participants who reviews it or has an opinion on it; none in a list of pull requests
 * @param url its page
 */
public record PullRequest(
        long id,
        String title,
        Optional<String> description,
        String state,
        boolean draft,
        Optional<RepositoryRef> repository,
        String sourceBranch,
        Optional<String> sourceCommit,
        String destinationBranch,
        Optional<String> destinationCommit,
        Optional<String> mergeCommit,
        Optional<Boolean> closeSourceBranch,
        User author,
        Optional<List<User>> reviewers,
        List<Participant> participants,
        Optional<URI> url) {

    static PullRequest from(JsonNode json) {
        if (!json.path("id").canConvertToLong()) {
            throw new Json.UnexpectedShape("/id");
        }
        JsonNode closeSourceBranch = json.path("close_source_branch");
        return new PullRequest(
                json.path("id").longValue(),
                Json.maybeText(json, "/title").orElse(""),
                Optional.ofNullable(json.path("description").textValue()),
                Json.text(json, "/state"),
                Json.flag(json, "draft"),
                repository(json.at("/source/repository"), json.at("/destination/repository")),
                Json.text(json, "/source/branch/name"),
                Json.maybeText(json, "/source/commit/hash"),
                Json.text(json, "/destination/branch/name"),
                Json.maybeText(json, "/destination/commit/hash"),
                Json.maybeText(json, "/merge_commit/hash"),
                closeSourceBranch.isBoolean() ? Optional.of(closeSourceBranch.booleanValue()) : Optional.empty(),
                User.from(json.path("author")),
                reviewers(json.path("reviewers")),
                Json.list(json, "participants", Participant::from),
                Json.page(json));
    }

    /** Who can't be named is not known: a list without them would take them off. */
    private static Optional<List<User>> reviewers(JsonNode list) {
        List<User> users =
                list.valueStream().filter(JsonNode::isObject).map(User::from).toList();
        boolean known = list.isArray()
                && users.stream().allMatch(user -> UserId.of(user).isPresent());
        return known ? Optional.of(users) : Optional.empty();
    }

    /** Only the source can be another repository; it is null when it is gone, and left out when it does not matter. */
    private static Optional<RepositoryRef> repository(JsonNode source, JsonNode destination) {
        RepositoryRef from = RepositoryRef.from(source);
        RepositoryRef into = RepositoryRef.from(destination);
        return source.isNull() || !into.isSameAs(from).orElse(true) ? Optional.empty() : Optional.of(into.or(from));
    }

    /** Whether the source branch is in another repository, which may be gone. */
    public boolean isFromFork() {
        return repository.isEmpty();
    }

    public boolean isOpen() {
        return state.equals("OPEN");
    }

    public boolean isMerged() {
        return state.equals("MERGED");
    }

    public boolean isDeclined() {
        return state.equals("DECLINED");
    }

    /** Whether Bitbucket has told all that an update has to repeat, lest it is lost. */
    public boolean isWhole() {
        return description.isPresent() && closeSourceBranch.isPresent() && reviewers.isPresent();
    }
}
