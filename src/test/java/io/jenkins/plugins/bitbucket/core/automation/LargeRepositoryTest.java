package io.jenkins.plugins.bitbucket.core.automation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.automation.CreateBranch.IfExists;
import io.jenkins.plugins.bitbucket.core.git.BitbucketSsh;
import io.jenkins.plugins.bitbucket.core.git.ssh.HostKeys;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshCredential;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshHost;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshPrivateKey;
import io.jenkins.plugins.bitbucket.testing.Figures;
import io.jenkins.plugins.bitbucket.testing.SshAcme;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Creates a branch over SSH in repositories of three sizes, from a separate JVM with a heap of 40 MB. */
class LargeRepositoryTest {

    private static final int MEGABYTE = 1_000_000;
    private static final int TIMES = 4;
    private static final double TEN_PERCENT = 1.1;

    @AutoClose
    private final SshAcme ssh = SshAcme.withKeyOfAccount();

    @TempDir
    Path folder;

    private record Cost(long megabytes, long bytesOnTheWire, long heapGrowth) {}

    @Tag("exhaustive")
    @Test
    void aBranchCostsTheSameInARepositoryOfAnySize() throws Exception {
        try (Client client = new Client()) {
            client.measure(repository(0), 0);
            List<Cost> costs = List.of(
                    client.measure(repository(1), 1),
                    client.measure(repository(50), 50),
                    client.measure(repository(500), 500));

            costs.forEach(cost -> {
                String subject = "A branch over SSH in a repository of " + cost.megabytes() + " MB";
                String figures = String.format(
                        "%,d bytes on the wire, heap grown by at most %,d bytes",
                        cost.bytesOnTheWire(), cost.heapGrowth());
                System.out.println(subject + ": " + figures);
                Figures.write(subject, figures);
            });
            assertThat(spread(costs, Cost::bytesOnTheWire)).isLessThan(TEN_PERCENT);
            assertThat(spread(costs, Cost::heapGrowth)).isLessThan(TEN_PERCENT);
        }
    }

    private static double spread(List<Cost> costs, ToLongFunction<Cost> of) {
        LongSummaryStatistics all = costs.stream().mapToLong(of).summaryStatistics();
        return (double) all.getMax() / all.getMin();
    }

    private String repository(int megabytes) throws IOException {
        var repository = ssh.acme.workspace.repository("size-" + megabytes);
        repository.commit("main", "README.md", "Large\n");
        repository.commitNoise("main", "noise.bin", (long) megabytes * MEGABYTE);
        assertThat(size(repository.gitDirectory())).isGreaterThanOrEqualTo((long) megabytes * MEGABYTE);
        return repository.slug();
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    /** The JVM that creates the branches. */
    private final class Client implements AutoCloseable {
        private final Process process;
        private final PrintWriter questions;
        private final BufferedReader answers;

        Client() throws IOException {
            Path key = folder.resolve("key");
            Files.writeString(key, SshAcme.privateHalf(ssh.pair));
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx40m",
                            "-Xmn20m",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Main.class.getName(),
                            ssh.host().toString(),
                            ssh.ssh.fingerprint(),
                            key.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            questions = new PrintWriter(process.getOutputStream(), true);
            answers = new BufferedReader(new InputStreamReader(process.getInputStream()));
        }

        /** The minimum of several, which excludes one-time and unrelated work of the JVM. */
        Cost measure(String slug, long megabytes) throws IOException {
            List<Cost> costs = new ArrayList<>();
            for (int i = 0; i < TIMES; i++) {
                long before = ssh.ssh.bytes();
                questions.println(slug + " release/" + i);
                long heap = Long.parseLong(answers.readLine());
                costs.add(new Cost(megabytes, ssh.ssh.bytes() - before, heap));
            }
            return costs.stream().min(Comparator.comparing(Cost::heapGrowth)).orElseThrow();
        }

        @Override
        public void close() {
            process.destroy();
        }
    }

    /** Reads slugs and branches, creates the branches, and prints the peak growth of the heap. */
    static final class Main {
        private Main() {}

        public static void main(String[] args) throws IOException {
            SshCredential credential =
                    new SshCredential("key", new SshPrivateKey(Files.readString(Path.of(args[2])), ""));
            BitbucketSsh bitbucket = BitbucketSsh.at(
                    SshHost.parse(args[0]),
                    HostKeys.fingerprints(List.of(args[1])),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(2));
            BufferedReader questions = new BufferedReader(new InputStreamReader(System.in));
            for (String line = questions.readLine(); line != null; line = questions.readLine()) {
                String[] slugAndBranch = line.split(" ");
                var request = new CreateBranch.Request(
                        new RepositoryId("acme", slugAndBranch[0]),
                        new BranchName(slugAndBranch[1]),
                        StartPoint.parse("main"),
                        IfExists.FAIL);
                System.gc();
                heap().forEach(MemoryPoolMXBean::resetPeakUsage);
                long before =
                        heap().mapToLong(pool -> pool.getUsage().getUsed()).sum();
                new CreateBranch().run(request, bitbucket.as(credential)).join();
                System.out.println(
                        heap().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum() - before);
            }
        }

        private static Stream<MemoryPoolMXBean> heap() {
            return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP);
        }
    }
}
