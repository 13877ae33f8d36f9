package io.jenkins.plugins.bitbucket.core.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.http.Json;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The fields to set when a pull request is opened or updated. Omitted fields stay unchanged, or get Bitbucket's
 * default.
 *
 * <p>Source: <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pullrequests/">Pull requests</a>.
 */
public final class PullRequestChange {

    private static final Pattern ONE_LINE = Pattern.compile("[^\\p{Cc}\\p{Zl}\\p{Zp}]*");

    private final ObjectNode body = Json.MAPPER.createObjectNode();

    /**
     * Checks a title.
     *
     * @return the title without surrounding white space
     * @throws IllegalArgumentException if it is empty or has several lines
     */
    public static String checkTitle(String title) {
        String trimmed = title == null ? "" : title.strip();
        if (trimmed.isEmpty()) {
            throw new IllegalArgumentException(Sentences.of("Form.NoTitle"));
        }
        if (!ONE_LINE.matcher(trimmed).matches()) {
            throw new IllegalArgumentException(Sentences.of("Form.Title"));
        }
        return trimmed;
    }

    /** @throws IllegalArgumentException as {@link #checkTitle} does */
    public PullRequestChange title(String title) {
        body.put("title", checkTitle(title));
        return this;
    }

    /** @param markdown the description */
    public PullRequestChange description(String markdown) {
        body.put("description", markdown);
        return this;
    }

    /** The branch to merge; only when a pull request is opened. */
    public PullRequestChange source(BranchName branch) {
        body.putObject("source").putObject("branch").put("name", branch.value());
        return this;
    }

    /** The branch to merge into, instead of the main branch. */
    public PullRequestChange destination(BranchName branch) {
        body.putObject("destination").putObject("branch").put("name", branch.value());
        return this;
    }

    /** All reviewers; any other reviewer is removed. */
    public PullRequestChange reviewers(Collection<UserId> reviewers) {
        ArrayNode array = body.putArray("reviewers");
        reviewers.forEach(reviewer -> array.addObject().put(reviewer.field(), reviewer.value()));
        return this;
    }

    public PullRequestChange draft(boolean draft) {
        body.put("draft", draft);
        return this;
    }

    /** Whether the merge deletes the source branch. */
    public PullRequestChange closeSourceBranch(boolean close) {
        body.put("close_source_branch", close);
        return this;
    }

    /** Whether nothing would change. */
    public boolean isEmpty() {
        return body.isEmpty();
    }

    Optional<String> source() {
        return Json.maybeText(body, "/source/branch/name");
    }

    JsonNode json() {
        return body;
    }
}
