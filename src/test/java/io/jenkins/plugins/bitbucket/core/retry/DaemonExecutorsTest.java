package io.jenkins.plugins.bitbucket.core.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DaemonExecutorsTest {

    private final List<ExecutorService> all = List.of(
            DaemonExecutors.threads(2, "two threads"),
            DaemonExecutors.waiting("waiting"),
            DaemonExecutors.timer("timer"));

    @Test
    void neverPreventTheProgramFromEnding() throws Exception {
        for (ExecutorService executor : all) {
            assertThat(executor.submit(() -> Thread.currentThread().isDaemon()).get())
                    .isTrue();
        }
    }

    @Test
    void keepNoIdleThread() {
        assertThat(all).filteredOn(ThreadPoolExecutor.class::isInstance).allSatisfy(executor -> {
            ThreadPoolExecutor threads = (ThreadPoolExecutor) executor;
            assertThat(threads.getCorePoolSize() == 0 || threads.allowsCoreThreadTimeOut())
                    .isTrue();
            assertThat(threads.getKeepAliveTime(TimeUnit.SECONDS)).isEqualTo(10);
        });
    }

    @Test
    void aCancelledTaskIsForgotten() {
        ScheduledThreadPoolExecutor timer = (ScheduledThreadPoolExecutor) DaemonExecutors.timer("forgets");

        timer.schedule(() -> {}, 1, TimeUnit.HOURS).cancel(false);

        assertThat(timer.getQueue()).isEmpty();
    }
}
