package io.jenkins.plugins.bitbucket.core.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.core.http.Json;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A pull request. A list may omit what is optional or may be empty here, which then is unknown.
 *
 * @param id its number in the repository
 * @param title one line
 * @param description Markdown
 * @param state {@code OPEN}, {@code MERGED}, {@code DECLINED} or {@code SUPERSEDED}
 * @param draft whether it is a draft
 * @param repository the repository of both branches; none if the source is in another one, a fork, which may be deleted
 * @param sourceBranch the branch to merge; empty if Bitbucket does not report it
 * @param sourceCommit the hash of its newest commit, or the first characters; after the merge, of the merged commit
 * @param destinationBranch the branch to merge into; empty if Bitbucket does not report it
 * @param destinationCommit the hash of its newest commit, or the first characters
 * @param mergeCommit the hash of the merge commit, or the first characters
 * @param closeSourceBranch whether the merge deletes the source branch
 * @param author who opened it; empty texts if Bitbucket does not report it
 * @param reviewers the reviewers
 * @param participants the reviewers and other participants; none in a list of pull requests
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

    /** @throws Json.UnexpectedShape without the names of both branches, which a search needs */
    static PullRequest withBranches(JsonNode json) {
        Json.text(json, "/source/branch/name");
        Json.text(json, "/destination/branch/name");
        return from(json);
    }

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
                Json.maybeText(json, "/source/branch/name").orElse(""),
                Json.maybeText(json, "/source/commit/hash"),
                Json.maybeText(json, "/destination/branch/name").orElse(""),
                Json.maybeText(json, "/destination/commit/hash"),
                Json.maybeText(json, "/merge_commit/hash"),
                closeSourceBranch.isBoolean() ? Optional.of(closeSourceBranch.booleanValue()) : Optional.empty(),
                User.from(json.path("author")),
                reviewers(json.path("reviewers")),
                Json.list(json, "participants", Participant::from),
                Json.page(json));
    }

    /** A reviewer without an ID makes the reviewers unknown: a list without this one would remove it. */
    private static Optional<List<User>> reviewers(JsonNode list) {
        List<User> users =
                list.valueStream().filter(JsonNode::isObject).map(User::from).toList();
        boolean known = list.isArray()
                && users.stream().allMatch(user -> UserId.of(user).isPresent());
        return known ? Optional.of(users) : Optional.empty();
    }

    /**
     * Only the source can be in another repository; it is null if that is deleted, and omitted if it does not matter.
     */
    private static Optional<RepositoryRef> repository(JsonNode source, JsonNode destination) {
        RepositoryRef from = RepositoryRef.from(source);
        RepositoryRef into = RepositoryRef.from(destination);
        return source.isNull() || !into.isSameAs(from).orElse(true) ? Optional.empty() : Optional.of(into.or(from));
    }

    /** Whether the source branch is in another repository, which may be deleted. */
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

    /** Whether Bitbucket has reported everything that an update has to repeat. */
    public boolean isWhole() {
        return description.isPresent() && closeSourceBranch.isPresent() && reviewers.isPresent();
    }
}
