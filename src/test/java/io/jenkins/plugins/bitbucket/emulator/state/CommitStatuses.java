package io.jenkins.plugins.bitbucket.emulator.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The statuses of a repository's commits, one for each key.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-commit-statuses/">commit statuses</a>
 */
public final class CommitStatuses {

    private static final List<String> STATES = List.of("INPROGRESS", "SUCCESSFUL", "FAILED", "STOPPED");
    private static final int SHORT_KEY = 40;

    /**
     * Seen.
     *
     * @see <a href="https://github.com/jenkinsci/bitbucket-branch-source-plugin/pull/928">a report</a>
     */
    private static final int MAX_NAME = 255;

    private static final Pattern URL = Pattern.compile(
            "https?://([^/?#@]*@)?(localhost|\\[[0-9a-f:.]+]|[^/?#:@]+\\.[^/?#:@]+)(:\\d+)?([/?#]|$)",
            Pattern.CASE_INSENSITIVE);

    private final Quirks quirks;
    private final Map<String, Map<String, CommitStatus>> byCommit = new ConcurrentHashMap<>();

    CommitStatuses(Quirks quirks) {
        this.quirks = quirks;
    }

    /** In the order of the first use of their keys. */
    public List<CommitStatus> of(String commit) {
        Map<String, CommitStatus> byKey = byCommit.getOrDefault(commit, Map.of());
        synchronized (this) {
            return List.copyOf(byKey.values());
        }
    }

    public Optional<CommitStatus> find(String commit, String key) {
        return of(commit).stream().filter(status -> status.key().equals(key)).findFirst();
    }

    /** Overwrites the status with the same key. */
    public synchronized CommitStatus put(String commit, JsonNode body) {
        String key = required(body, "key");
        if (quirks.areStatusKeysShort() && key.length() > SHORT_KEY) {
            throw BitbucketError.field(
                    "key", "Ensure this value has at most 40 characters (it has " + key.length() + ").");
        }
        Instant now = Instant.now();
        Instant createdOn = find(commit, key).map(CommitStatus::createdOn).orElse(now);
        return store(new CommitStatus(
                commit,
                key,
                state(required(body, "state")),
                body.path("url").asText(""),
                body.path("name").asText(""),
                body.path("description").asText(""),
                body.path("refname").asText(null),
                createdOn,
                now));
    }

    /** Changes the fields in the body, except the key. */
    public synchronized CommitStatus update(CommitStatus old, JsonNode body) {
        return store(new CommitStatus(
                old.commit(),
                old.key(),
                state(body.path("state").asText(old.state())),
                body.path("url").asText(old.url()),
                body.path("name").asText(old.name()),
                body.path("description").asText(old.description()),
                body.path("refname").asText(old.refname()),
                old.createdOn(),
                Instant.now()));
    }

    private CommitStatus store(CommitStatus status) {
        if (!isUrl(status.url())) {
            throw BitbucketError.field("url", "Enter a valid URL.");
        }
        if (status.name().length() > MAX_NAME) {
            throw BitbucketError.field("name", "Ensure this value has at most 255 characters.");
        }
        byCommit.computeIfAbsent(status.commit(), any -> new LinkedHashMap<>()).put(status.key(), status);
        return status;
    }

    /**
     * The host needs a dot, unless it is localhost; seen. One with variables is a template, which is documented.
     *
     * @see <a href="https://github.com/jenkinsci/bitbucket-branch-source-plugin/pull/146">a report</a>
     */
    private static boolean isUrl(String url) {
        return url.isEmpty() || url.contains("{") || URL.matcher(url).lookingAt();
    }

    private static String state(String state) {
        if (!STATES.contains(state)) {
            throw BitbucketError.field("state", "\"" + state + "\" is not one of " + STATES);
        }
        return state;
    }

    private static String required(JsonNode body, String field) {
        String value = body.path(field).asText("");
        if (value.isBlank()) {
            throw BitbucketError.missingField(field);
        }
        return value;
    }
}
