package io.jenkins.plugins.bitbucket.emulator.state;

import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Merges that continue after the response, and their results. */
public final class MergeTasks {

    /** @param pending how many polls still report a running merge */
    private record Task(int pullRequest, Account by, AtomicInteger pending, Optional<BitbucketError> failure) {}

    private final Map<String, Task> tasks = new ConcurrentHashMap<>();

    /** Does the work, and returns a task that reports the result after so many polls. */
    public String start(int pullRequest, Account by, int pending, Supplier<HostedPullRequest> work) {
        String id = UUID.randomUUID().toString();
        tasks.put(id, new Task(pullRequest, by, new AtomicInteger(pending), failureOf(work)));
        return id;
    }

    private static Optional<BitbucketError> failureOf(Supplier<HostedPullRequest> work) {
        try {
            work.get();
            return Optional.empty();
        } catch (BitbucketError refused) {
            return Optional.of(refused);
        }
    }

    /**
     * Whether the merge is done; throws the reason if it has failed. Documented for an unknown task, and for that of
     * another account.
     */
    public boolean isDone(String id, int pullRequest, Account asks) {
        Task task = tasks.get(id);
        if (task == null || task.pullRequest() != pullRequest) {
            throw BitbucketError.of(400, "The task ID does not relate to this pull request.");
        }
        if (task.by() != asks) {
            throw BitbucketError.of(403, "The merge was started by somebody else.");
        }
        if (task.pending().getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            return false;
        }
        task.failure().ifPresent(failure -> {
            throw failure;
        });
        return true;
    }
}
