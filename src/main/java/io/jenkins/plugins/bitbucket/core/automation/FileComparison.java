package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.Page;
import io.jenkins.plugins.bitbucket.core.api.SourceClient;
import io.jenkins.plugins.bitbucket.core.api.SourceEntry;
import io.jenkins.plugins.bitbucket.core.api.SourceFile;
import io.jenkins.plugins.bitbucket.core.api.SourcePath;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Invalid;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.NotFound;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.http.RestErrorDecoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import okio.HashingSource;
import okio.Okio;
import okio.Source;

/**
 * Determines what a commit of files would change: from metadata where possible, otherwise from the content, file by
 * file until one differs. The cost depends on the files to write, not on the repository.
 */
final class FileComparison {

    // The longest filter fits into an address that all servers accept.
    private static final int MAX_FILES_IN_FILTER = 40;
    private static final int MAX_FILTER = 2_000;
    private static final int MAX_AT_ONCE = 8;

    private final SourceClient source;
    private final RestErrorDecoder errors;
    private final String commit;
    private final List<SourceFile> files;
    private final List<SourcePath> deleted;
    private final Map<String, SourceEntry> entries = new HashMap<>();

    /**
     * The changes to make.
     *
     * @param anything whether anything changes
     * @param files the files to write, executable if requested or already executable
     * @param deleted the existing files to delete
     */
    record Changes(boolean anything, List<SourceFile> files, List<SourcePath> deleted) {}

    private FileComparison(
            SourceClient source,
            RestErrorDecoder errors,
            String commit,
            List<SourceFile> files,
            List<SourcePath> deleted) {
        this.source = source;
        this.errors = errors;
        this.commit = commit;
        this.files = files;
        this.deleted = deleted;
    }

    /** @param commit the full hash of the commit to compare with */
    static CompletableFuture<Changes> with(
            SourceClient source,
            RestErrorDecoder errors,
            String commit,
            List<SourceFile> files,
            List<SourcePath> deleted) {
        return new FileComparison(source, errors, commit, files, deleted).changes();
    }

    private CompletableFuture<Changes> changes() {
        return inBatches(groups(), MAX_AT_ONCE, this::read).thenCompose(all -> {
            for (List<SourceEntry> some : all) {
                some.forEach(entry -> entries.put(entry.path(), entry));
            }
            checkThatTheyAreFiles();
            List<SourceFile> written = files.stream().map(this::asItWillBe).toList();
            List<SourcePath> there = deleted.stream()
                    .filter(path -> entries.containsKey(path.value()))
                    .toList();
            boolean differs = !there.isEmpty() || written.stream().anyMatch(this::differsByMetadata);
            return (differs ? CompletableFuture.completedFuture(true) : anyDiffers(written, 1))
                    .thenApply(anything -> new Changes(anything, written, there));
        });
    }

    /** The paths grouped by folder, in groups that fit into one request. */
    private List<List<SourcePath>> groups() {
        Map<String, List<SourcePath>> byFolder = Stream.concat(files.stream().map(SourceFile::path), deleted.stream())
                .collect(Collectors.groupingBy(SourcePath::folder));
        List<List<SourcePath>> groups = new ArrayList<>();
        for (List<SourcePath> folder : byFolder.values()) {
            List<SourcePath> group = new ArrayList<>();
            int length = 0;
            for (SourcePath path : folder) {
                length += path.value().length();
                if (group.size() == MAX_FILES_IN_FILTER || length > MAX_FILTER && !group.isEmpty()) {
                    groups.add(List.copyOf(group));
                    group.clear();
                    length = path.value().length();
                }
                group.add(path);
            }
            groups.add(group);
        }
        return groups;
    }

    private CompletableFuture<List<SourceEntry>> read(List<SourcePath> group) {
        if (group.size() == 1) {
            return source.entry(commit, group.get(0)).thenApply(List::of).exceptionally(FileComparison::noneIfMissing);
        }
        List<String> paths = group.stream().map(SourcePath::value).toList();
        return Page.collect(source.entries(commit, group), entry -> paths.contains(entry.path()), group.size())
                .exceptionallyCompose(failure -> {
                    // It is not documented that the entries of a folder can be filtered by path.
                    return BitbucketException.cause(failure) instanceof Invalid
                            ? inBatches(group.stream().map(List::of).toList(), MAX_AT_ONCE, this::read)
                                    .thenApply(FileComparison::flat)
                            : CompletableFuture.failedFuture(failure);
                })
                .exceptionally(FileComparison::noneIfMissing);
    }

    private static List<SourceEntry> noneIfMissing(Throwable failure) {
        if (BitbucketException.cause(failure) instanceof NotFound) {
            return List.of();
        }
        throw BitbucketException.rethrow(failure);
    }

    private void checkThatTheyAreFiles() {
        Stream.concat(files.stream().map(SourceFile::path), deleted.stream()).forEach(path -> {
            SourceEntry entry = entries.get(path.value());
            if (entry != null && !entry.isFile()) {
                throw errors.invalid(Sentences.of("Commit.Folder", path), Sentences.of("Commit.FolderAdvice"));
            }
            if (entry != null && entry.isSubrepository()) {
                throw errors.invalid(Sentences.of("Commit.Subrepository", path), "");
            }
        });
    }

    /** An executable file stays executable: Bitbucket would make it a plain file otherwise. */
    private SourceFile asItWillBe(SourceFile file) {
        SourceEntry entry = entries.get(file.path().value());
        return entry != null && entry.isExecutable() ? file.asExecutable() : file;
    }

    private boolean differsByMetadata(SourceFile file) {
        SourceEntry entry = entries.get(file.path().value());
        return entry == null
                || entry.isLink()
                || entry.isExecutable() != file.executable()
                || entry.size() != file.content().length();
    }

    /** @param count how many to read at once: few at first, because usually one of the first differs */
    private CompletableFuture<Boolean> anyDiffers(List<SourceFile> rest, int count) {
        if (rest.isEmpty()) {
            return CompletableFuture.completedFuture(false);
        }
        int now = Math.min(count, rest.size());
        List<CompletableFuture<Boolean>> batch =
                rest.subList(0, now).stream().map(this::differs).toList();
        return all(batch)
                .thenCompose(differ -> differ.contains(true)
                        ? CompletableFuture.completedFuture(true)
                        : anyDiffers(rest.subList(now, rest.size()), Math.min(2 * count, MAX_AT_ONCE)));
    }

    private CompletableFuture<Boolean> differs(SourceFile file) {
        byte[] wanted;
        try (HashingSource content =
                HashingSource.sha256(Okio.source(file.content().open()))) {
            Okio.buffer((Source) content).readAll(Okio.blackhole());
            wanted = content.hash().toByteArray();
        } catch (IOException e) {
            throw errors.invalid(Sentences.of("Content.Unreadable", file.path() + " (" + e + ")"), "");
        }
        return source.digest(commit, file.path(), file.content().length())
                .thenApply(there -> !Arrays.equals(there, wanted));
    }

    private static <T, R> CompletableFuture<List<R>> inBatches(
            List<T> items, int size, Function<T, CompletableFuture<R>> work) {
        CompletableFuture<List<R>> done = CompletableFuture.completedFuture(new ArrayList<>());
        for (int start = 0; start < items.size(); start += size) {
            List<T> batch = items.subList(start, Math.min(items.size(), start + size));
            done = done.thenCompose(
                    results -> all(batch.stream().map(work).toList()).thenApply(more -> {
                        results.addAll(more);
                        return results;
                    }));
        }
        return done;
    }

    private static <T> CompletableFuture<List<T>> all(List<CompletableFuture<T>> futures) {
        return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new))
                .thenApply(done -> futures.stream().map(CompletableFuture::join).toList());
    }

    private static <T> List<T> flat(Collection<? extends Collection<T>> lists) {
        return lists.stream().flatMap(Collection::stream).toList();
    }
}
