package io.jenkins.plugins.bitbucket.core.git;

import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Unavailable;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Unreachable;
import io.jenkins.plugins.bitbucket.core.git.ssh.HostKeys;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshCredential;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshHost;
import io.jenkins.plugins.bitbucket.testing.SshAcme;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that never answers observes how a cancelled connection is closed. */
@Timeout(300)
class GitClientTest {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final SshCredential CREDENTIAL = SshAcme.credential(SshAcme.newPair());

    @AutoClose
    private final ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));

    GitClientTest() throws IOException {
        silent.setSoTimeout(30_000);
    }

    private BitbucketSsh bitbucket(Duration connectTimeout, Duration timeout) {
        return BitbucketSsh.at(
                new SshHost("127.0.0.1", silent.getLocalPort()), HostKeys.published(), connectTimeout, timeout);
    }

    private GitClient connection(Duration connectTimeout, Duration timeout) {
        return bitbucket(connectTimeout, timeout).as(CREDENTIAL);
    }

    /** Reads everything from a connection until the client closes it. */
    private static String untilHangUp(Socket connection) throws IOException {
        try (connection;
                InputStream in = connection.getInputStream()) {
            return new String(in.readAllBytes());
        }
    }

    private Socket acceptGreeting() throws IOException {
        Socket socket = silent.accept();
        assertThat(socket.getInputStream().readNBytes(8)).asString().isEqualTo("SSH-2.0-");
        return socket;
    }

    @Test
    void closesTheConnectionWhenItIsCancelled() throws Exception {
        CompletableFuture<String> greeting = connection(LONG, LONG).run("test", GitOperations::greeting);
        Socket socket = acceptGreeting();

        greeting.cancel(true);

        assertThat(untilHangUp(socket)).isNotNull();
    }

    @Test
    void closesTheConnectionWhenADependentFutureIsCancelled() throws Exception {
        GitClient connection = connection(LONG, LONG);
        CompletableFuture<Integer> length = connection.cancelTogether(
                connection.run("test", GitOperations::greeting).thenApply(String::length));
        Socket socket = acceptGreeting();

        length.cancel(true);

        assertThat(untilHangUp(socket)).isNotNull();
        assertThat(connection.run("test", GitOperations::greeting)).isCancelled();
    }

    @Test
    @Tag("slow")
    void closesTheConnectionAfterTheTimeout() throws Exception {
        CompletableFuture<String> greeting =
                connection(LONG, Duration.ofSeconds(3)).run("test the SSH key", GitOperations::greeting);
        Socket socket = silent.accept();

        assertThat(untilHangUp(socket)).isNotNull();
        assertThat(failureOf(greeting))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining(
                        "Can't test the SSH key with the credential “bitbucket-key”: Bitbucket did not finish "
                                + "within 3 seconds. Try again");
    }

    @Test
    @Tag("slow")
    void closesTheConnectionAfterTheConnectTimeout() throws Exception {
        CompletableFuture<String> greeting =
                connection(Duration.ofSeconds(3), LONG).run("test", GitOperations::greeting);

        assertThat(untilHangUp(silent.accept())).isNotNull();
        assertThat(failureOf(greeting))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("did not answer within 3 seconds");
    }

    private static GitWork<Void> lasting(CountDownLatch end) {
        return git -> {
            try {
                end.await();
                return null;
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        };
    }

    @Test
    void cancelsWorkThatWaitsForAThread() throws Exception {
        GitClient connection = connection(LONG, LONG);
        CountDownLatch never = new CountDownLatch(1);
        List<CompletableFuture<Void>> busy = IntStream.range(0, 4)
                .mapToObj(i -> connection.run("wait", lasting(never)))
                .toList();
        CompletableFuture<Object> waiting = connection.run("wait", git -> "done");
        assertThat(waiting).isNotDone();

        connection.cancel();

        assertThat(waiting).isCancelled();
        assertThat(busy).allSatisfy(one -> assertThat(one).isCancelled());
    }

    @Test
    void startsNoWaitingWorkWhileItIsBeingCancelled() {
        BitbucketSsh bitbucket = bitbucket(LONG, LONG);
        GitClient connection = bitbucket.as(CREDENTIAL);
        AtomicBoolean started = new AtomicBoolean();
        List<CountDownLatch> ends =
                Stream.generate(() -> new CountDownLatch(1)).limit(4).toList();
        List<CompletableFuture<Void>> busy =
                ends.stream().map(end -> connection.run("wait", lasting(end))).toList();
        CompletableFuture<Boolean> waiting = connection.run("wait", git -> started.getAndSet(true));
        CompletableFuture<String> behind = bitbucket.as(CREDENTIAL).run("wait", git -> "done");
        // The first thread to be freed comes past the waiting work before the cancellation goes on.
        for (int i = 0; i < busy.size(); i++) {
            CountDownLatch end = ends.get(i);
            busy.get(i).whenComplete((value, failure) -> {
                end.countDown();
                behind.join();
            });
        }

        connection.cancel();

        assertThat(waiting).isCancelled();
        assertThat(started).isFalse();
    }

    /** MINA clears the interrupt, so the work can't tell that it is to end. */
    @Test
    void startsNothingOnceItIsCancelled() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        CompletableFuture<String> afterwards = new CompletableFuture<>();
        try (SshAcme acme = SshAcme.withKeyOfAccount()) {
            CompletableFuture<String> work = acme.connection().run("wait", git -> {
                begun.countDown();
                try {
                    never.await();
                } catch (InterruptedException cleared) {
                    // The flag is clear now.
                }
                try {
                    afterwards.complete(git.greeting());
                } catch (IOException | RuntimeException e) {
                    afterwards.completeExceptionally(e);
                }
                return "";
            });
            begun.await();

            work.cancel(true);

            assertThat(afterwards)
                    .failsWithin(Duration.ofSeconds(60))
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(InterruptedIOException.class);
            assertThat(acme.ssh.connections()).isZero();
        }
    }

    @Test
    void reportsAnUnreachableHost() throws Exception {
        GitClient connection = connection(LONG, LONG);
        silent.close();

        assertThat(failureOf(connection.run("test the SSH key", GitOperations::greeting)))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("127.0.0.1:" + silent.getLocalPort() + " can't be reached (")
                .hasMessageContaining("check that the network allows SSH connections");
    }

    @Test
    void reportsAHostWithoutAnAddress() {
        GitClient connection = BitbucketSsh.at(SshHost.parse("git.bitbucket.invalid"), HostKeys.published(), LONG, LONG)
                .as(CREDENTIAL);

        assertThat(failureOf(connection.run("test", GitOperations::greeting)))
                .hasMessageContaining("git.bitbucket.invalid can't be reached (there is no host of that name)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 400 Bad Request | it says “HTTP/1.1 400 Bad Request”. Check the SSH host.",
                "SSH is\0elsewhere       | is not an SSH server. Check the SSH host.",
            })
    void recognizesAServerThatIsNotSsh(String answer, String end) throws Exception {
        CompletableFuture<String> greeting = connection(LONG, LONG).run("test", GitOperations::greeting);
        answer(answer + "\r\n\r\n");

        assertThat(failureOf(greeting))
                .isInstanceOf(Unreachable.class)
                .hasMessageContaining("the server at 127.0.0.1:" + silent.getLocalPort() + " is not an SSH server")
                .hasMessageEndingWith(end);
    }

    @Test
    @Tag("slow")
    void recognizesAnotherServerByItsWords() throws Exception {
        CompletableFuture<String> greeting =
                connection(Duration.ofSeconds(3), LONG).run("test", GitOperations::greeting);
        try (Socket socket = acceptGreeting()) {
            socket.getOutputStream().write("220 mail.acme.example ESMTP\r\n".getBytes());

            assertThat(failureOf(greeting))
                    .isInstanceOf(Unreachable.class)
                    .hasMessageEndingWith(
                            " is not an SSH server: it says “220 mail.acme.example ESMTP”. Check the SSH host.");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Not allowed at this time | closed the connection: it says “Not allowed at this time”. Try again later.",
                "''                       | closed the connection before it was made. Try again; check that the network"
            })
    void repeatsWhyAServerRefusesTheConnection(String words, String message) throws Exception {
        CompletableFuture<String> greeting = connection(LONG, LONG).run("test", GitOperations::greeting);
        answer(words.isEmpty() ? "" : words + "\r\n");

        assertThat(failureOf(greeting)).isInstanceOf(Unavailable.class).hasMessageContaining(message);
    }

    /** First reads what the client has sent; otherwise the operating system may drop the answer. */
    private void answer(String text) throws IOException {
        try (Socket socket = acceptGreeting()) {
            socket.getOutputStream().write(text.getBytes());
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        }
    }
}
