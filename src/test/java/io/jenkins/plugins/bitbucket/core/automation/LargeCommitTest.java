package io.jenkins.plugins.bitbucket.core.automation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BitbucketCloud;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.FileContent;
import io.jenkins.plugins.bitbucket.core.api.SourceFile;
import io.jenkins.plugins.bitbucket.core.api.SourcePath;
import io.jenkins.plugins.bitbucket.core.http.ApiCredential;
import io.jenkins.plugins.bitbucket.core.http.ApiToken;
import io.jenkins.plugins.bitbucket.core.http.Email;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.Figures;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commits a thousand files, 50 MB in total, from disk, in a separate JVM with a small heap. */
class LargeCommitTest {

    private static final int FILES = 1_000;
    private static final int BYTES_OF_A_FILE = 50_000;
    private static final long MAX_GROWTH = 8_000_000;

    @AutoClose
    private final Acme acme = new Acme();

    @TempDir
    Path folder;

    @Tag("exhaustive")
    @Test
    void aThousandFilesAreNeverHeldInMemoryAsAWhole() throws Exception {
        Path content = folder.resolve("content");
        writeNoise(content);

        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx32m",
                        "-Xmn4m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        acme.bitbucket.apiUrl().toString(),
                        content.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (OutputStream token = process.getOutputStream()) {
            token.write(acme.ci.tokenWithAllScopes().getBytes(StandardCharsets.UTF_8));
        }
        String growth = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();

        assertThat(process.waitFor()).isZero();
        CommittedFiles main = new CommittedFiles(acme.infra, "main");
        assertThat(main.since(acme.firstCommit)).hasSize(1);
        assertThat(main.bytes("generated/" + (FILES - 1) + ".bin"))
                .hasValueSatisfying(bytes -> assertThat(bytes).hasSize(BYTES_OF_A_FILE));
        Figures.write(
                "A commit of " + FILES + " files, 50 MB in all",
                String.format("heap grown by at most %,d bytes", Long.parseLong(growth)));
        assertThat(Long.parseLong(growth)).isLessThanOrEqualTo(MAX_GROWTH);
    }

    private static void writeNoise(Path file) throws IOException {
        Random noise = new Random(1);
        byte[] bytes = new byte[BYTES_OF_A_FILE];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < FILES; i++) {
                noise.nextBytes(bytes);
                out.write(bytes);
            }
        }
    }

    /** Commits, and prints the peak growth of the heap. */
    static final class Main {
        private Main() {}

        public static void main(String[] args) throws IOException {
            ApiCredential credential = new ApiCredential(
                    "bitbucket-prod",
                    new Email(Acme.EMAIL),
                    new ApiToken(new String(System.in.readAllBytes(), StandardCharsets.UTF_8)));
            BitbucketClient client = BitbucketCloud.at(
                            URI.create(args[0]), Duration.ofSeconds(5), Duration.ofMinutes(1))
                    .as(credential);
            commit(client, "warm-up", List.of(SourceFile.of("warm-up.txt", "x")));
            List<SourceFile> files = new ArrayList<>();
            for (int i = 0; i < FILES; i++) {
                files.add(new SourceFile(
                        new SourcePath("generated/" + i + ".bin"),
                        FileContent.part(Path.of(args[1]), (long) i * BYTES_OF_A_FILE, BYTES_OF_A_FILE),
                        false));
            }
            System.gc();
            heap().forEach(MemoryPoolMXBean::resetPeakUsage);
            long before = heap().mapToLong(pool -> pool.getUsage().getUsed()).sum();
            commit(client, "main", files);
            System.out.println(
                    heap().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum() - before);
        }

        private static void commit(BitbucketClient client, String branch, List<SourceFile> files) {
            CommitFiles.Request request = CommitFiles.Request.of(
                    Acme.INFRA, new BranchName(branch), "Generated", files.toArray(SourceFile[]::new));
            new CommitFiles().run(request, client).join();
        }

        private static Stream<MemoryPoolMXBean> heap() {
            return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP);
        }
    }
}
