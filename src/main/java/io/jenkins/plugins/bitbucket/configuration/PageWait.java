package io.jenkins.plugins.bitbucket.configuration;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jenkins.util.SystemProperties;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Waits for Bitbucket while a user waits for a page, but only briefly, because Jenkins has few threads for pages. */
@Restricted(NoExternalUse.class)
public final class PageWait {

    private static final int DEFAULT_SECONDS = 20;

    private PageWait() {}

    /** The maximum wait of a page: the system property named after this class, 20 seconds by default. */
    public static int seconds() {
        return SystemProperties.getInteger(PageWait.class.getName() + ".seconds", DEFAULT_SECONDS);
    }

    /**
     * @return the result, or nothing if it is not there in time; the work then continues
     * @throws CompletionException if the work fails, with the reason as its cause
     */
    public static <T> Optional<T> result(CompletableFuture<T> work) {
        try {
            return Optional.ofNullable(work.get(seconds(), TimeUnit.SECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** The message for work that was stopped because it took too long for a page. */
    public static String tooLong() {
        return Messages.PageWait_TooLong(seconds());
    }
}
