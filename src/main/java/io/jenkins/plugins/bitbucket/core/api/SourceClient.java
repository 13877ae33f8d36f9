package io.jenkins.plugins.bitbucket.core.api;

import static io.jenkins.plugins.bitbucket.core.api.BitbucketClient.encode;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.Text;
import io.jenkins.plugins.bitbucket.core.http.Json;
import io.jenkins.plugins.bitbucket.core.http.RestErrorDecoder;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import okio.HashingSource;
import okio.Okio;

/**
 * The files of one repository, without a clone; see {@link BitbucketClient}.
 *
 * <p>A revision is a commit's hash, or the name of a branch or tag without a slash.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-source/">Source</a>
 */
public final class SourceClient {

    private static final Pattern COMMIT_AT_END = Pattern.compile("/([0-9a-f]{40})/?(?:\\?.*)?$");
    private static final int DIFF_PAGE = 500;

    private final RequestExecutor executor;
    private final RepositoryId id;
    private final String path;

    SourceClient(RequestExecutor executor, RepositoryId id, String path) {
        this.executor = executor;
        this.id = id;
        this.path = path;
    }

    /**
     * The bytes of a file. Scope: {@code read:repository:bitbucket}.
     *
     * @param length the number of bytes, according to its {@link SourceEntry}
     */
    public CompletableFuture<byte[]> content(String revision, SourcePath file, long length) {
        RestErrorDecoder errors = errors(reading(file.value(), revision));
        return executor.content(
                errors.action(),
                address(revision, file.value()),
                body -> {
                    body.request(length + 1);
                    return body.getBuffer().readByteArray();
                },
                answer -> {
                    checkLength(errors, length, answer.body().length);
                    return answer.body();
                });
    }

    /**
     * The SHA-256 digest of a file, whose bytes are not kept. Scope: {@code read:repository:bitbucket}.
     *
     * @param length the number of bytes, according to its {@link SourceEntry}
     */
    public CompletableFuture<byte[]> digest(String revision, SourcePath file, long length) {
        RestErrorDecoder errors = errors(reading(file.value(), revision));
        AtomicLong read = new AtomicLong();
        return executor.content(
                errors.action(),
                address(revision, file.value()),
                body -> {
                    HashingSource hashed = HashingSource.sha256(body);
                    read.set(Okio.buffer(hashed).readAll(Okio.blackhole()));
                    return hashed.hash().toByteArray();
                },
                answer -> {
                    checkLength(errors, length, read.get());
                    return answer.body();
                });
    }

    private static void checkLength(RestErrorDecoder errors, long length, long read) {
        if (read != length) {
            throw errors.unexpectedResponse(Sentences.of("Unexpected.NotOfLength", length));
        }
    }

    /** The entry at a path. Scope: {@code read:repository:bitbucket}. */
    public CompletableFuture<SourceEntry> entry(String revision, SourcePath file) {
        return executor.get(
                reading(file.value(), revision), address(revision, file.value()) + "?format=meta", SourceEntry::from);
    }

    /**
     * The entries of a folder that are named in {@code files}, all of which are in it. Scope: {@code
     * read:repository:bitbucket}.
     *
     * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/intro/#filtering">filtering</a>
     */
    public CompletableFuture<Page<SourceEntry>> entries(String revision, Collection<SourcePath> files) {
        String folder = files.iterator().next().folder();
        Filter named = Filter.any(
                files.stream().map(file -> Filter.is("path", file.value())).toList());
        return executor.page(
                reading("/" + folder, revision),
                address(revision, folder) + "?pagelen=" + BitbucketClient.MAX_PAGE_LENGTH + "&fields="
                        + encode("next," + SourceEntry.FIELDS) + "&q=" + encode(named.expression()),
                SourceEntry::from);
    }

    /**
     * Creates a commit. Scope: {@code write:repository:bitbucket}.
     *
     * @return its full hash; an {@link BitbucketException.Invalid} with the status 409 if the parent is not the newest
     *     commit of the branch
     */
    public CompletableFuture<String> commit(NewCommit commit) {
        RestErrorDecoder errors = errors(Sentences.of("Do.Commit", commit.branch(), id));
        return executor.postForm(
                errors.action(),
                path + "/src",
                commit.form(),
                answer -> answer.header("Location")
                        .map(COMMIT_AT_END::matcher)
                        .filter(Matcher::find)
                        .map(hash -> hash.group(1))
                        .orElseThrow(() -> errors.unexpectedResponse(Sentences.of("Unexpected.NoCommit"))));
    }

    /**
     * The paths of {@code files} that differ between two commits. Scope: {@code read:repository:bitbucket}.
     *
     * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-commits/">Commits</a>
     */
    public CompletableFuture<Page<Set<String>>> changed(String commit, String other, Collection<SourcePath> files) {
        String paths =
                files.stream().map(file -> "&path=" + encode(file.value())).collect(Collectors.joining());
        return executor.page(
                Sentences.of("Do.CompareCommits", id),
                path + "/diffstat/" + encode(commit) + ".." + encode(other) + "?topic=false&pagelen=" + DIFF_PAGE
                        + "&fields=" + encode("next,values.old.path,values.new.path") + paths,
                SourceClient::pathsOf);
    }

    /**
     * The history of a commit, newest first. Scope: {@code read:repository:bitbucket}.
     *
     * @param without excludes this commit and its history
     */
    public CompletableFuture<Page<Commit>> commits(String newest, Optional<String> without) {
        return executor.page(
                Sentences.of("Do.ListCommits", id),
                path + "/commits/" + encode(newest) + "?pagelen=" + BitbucketClient.MAX_PAGE_LENGTH + "&fields="
                        + encode("next," + Commit.FIELDS)
                        + without.map(hash -> "&exclude=" + encode(hash)).orElse(""),
                Commit::from);
    }

    private RestErrorDecoder errors(String action) {
        return new RestErrorDecoder(action, executor.credential());
    }

    private String address(String revision, String below) {
        return path + "/src/" + encode(revision) + "/" + SourcePath.encoded(below);
    }

    private String reading(String what, String revision) {
        return Sentences.of("Do.ReadFile", Text.printable(what), Text.printable(revision), id);
    }

    private static Set<String> pathsOf(JsonNode difference) {
        return Stream.of("/old/path", "/new/path")
                .flatMap(side -> Json.maybeText(difference, side).stream())
                .collect(Collectors.toCollection(HashSet::new));
    }
}
