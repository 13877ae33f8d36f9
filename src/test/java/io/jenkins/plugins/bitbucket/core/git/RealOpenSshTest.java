package io.jenkins.plugins.bitbucket.core.git;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.automation.BranchResult;
import io.jenkins.plugins.bitbucket.core.automation.CreateBranch;
import io.jenkins.plugins.bitbucket.core.automation.CreateBranch.IfExists;
import io.jenkins.plugins.bitbucket.core.automation.StartPoint;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Invalid;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.NotFound;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.PermissionMissing;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.UnexpectedResponse;
import io.jenkins.plugins.bitbucket.core.git.ssh.HostKeys;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshCredential;
import io.jenkins.plugins.bitbucket.core.retry.RetryPolicy;
import io.jenkins.plugins.bitbucket.testing.CaseCount;
import io.jenkins.plugins.bitbucket.testing.OpenSshServer;
import io.jenkins.plugins.bitbucket.testing.SshAcme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Branches on a real OpenSSH server with real git. */
@Execution(ExecutionMode.SAME_THREAD)
// The server is a separate process, which would exceed its timeouts during tests that use the whole machine.
@Isolated
@EnabledIf("io.jenkins.plugins.bitbucket.testing.OpenSshServer#isInstalled")
@Tag("slow")
class RealOpenSshTest {

    @RegisterExtension
    static final CaseCount COUNT = new CaseCount("Real OpenSSH");

    private static final KeyPair KEY = SshAcme.newPair();
    private static final String CUT = "p=$PPID; while [ \"$(cat /proc/$p/comm)\" != sshd ]; do"
            + " p=$(sed 's/.*) . //; s/ .*//' /proc/$p/stat); done; kill -9 $p";

    @TempDir
    Path folder;

    @AutoClose
    private OpenSshServer server;

    @BeforeEach
    void prepare() throws Exception {
        // Its usual, post-quantum key exchange would take most of a test's time.
        server = new OpenSshServer(folder)
                .with("KexAlgorithms curve25519-sha256")
                .withHostKey("ed25519")
                .allow(PublicKeyEntry.toString(KEY.getPublic()));
    }

    private CompletableFuture<BranchResult> create(String from) throws Exception {
        return create(from, Duration.ofSeconds(120));
    }

    private CompletableFuture<BranchResult> create(String from, Duration timeout) throws Exception {
        SshCredential credential = SshAcme.credential(KEY);
        RetryPolicy policy =
                new RetryPolicy(Duration.ofSeconds(20), Duration.ofMillis(10), Duration.ofMillis(100), wait -> {});
        HostKeys trusted = HostKeys.fingerprints(List.of(server.fingerprint("ed25519")));
        GitClient client =
                BitbucketSsh.at(server.host(), trusted, timeout, timeout).as(credential, policy);
        return new CreateBranch()
                .run(
                        new CreateBranch.Request(
                                INFRA, new BranchName("bump/x"), StartPoint.parse(from), IfExists.REUSE),
                        client);
    }

    private BitbucketException failure(String from) throws Exception {
        BitbucketException failure = failureOf(create(from));
        assertThat(server.git("for-each-ref", "refs/heads/bump")).isEmpty();
        return failure;
    }

    @ParameterizedTest
    @CsvSource({
        "'', true", "main, true", "v1, true", "light, true", "FULL, true", "TIP, true", "SHORT, true",
        "'', false", "main, false", "v1, false", "light, false", "FULL, false", "TIP, false", "SHORT, false"
    })
    void createsABranchFromEveryStart(String from, boolean versionTwo) throws Exception {
        String first = server.git("rev-parse", "main");
        String second = server.git("commit-tree", "main^{tree}", "-p", "main", "-m", "Second");
        server.git("tag", "light", "main");
        server.git("tag", "-a", "-m", "Release", "v1", "main");
        server.git("update-ref", "refs/heads/main", second);
        if (!versionTwo) {
            server.with("AcceptEnv NOTHING");
        }
        server.start();
        String start = from.replace("FULL", first).replace("TIP", second).replace("SHORT", second.substring(0, 9));

        BranchResult result = create(start).join();

        assertThat(result.created()).isTrue();
        assertThat(result.commit()).isEqualTo(List.of("v1", "light", "FULL").contains(from) ? first : second);
        assertThat(server.git("rev-parse", "bump/x")).isEqualTo(result.commit());
        assertThat(server.logins()).isOne();
    }

    @Test
    void findsTheBranchOnTheSecondRun() throws Exception {
        server.start();
        create("main").join();

        assertThat(create("main").join().created()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AcceptEnv NOTHING", "AcceptEnv GIT_PROTOCOL"})
    void handlesManyRefs(String protocol) throws Exception {
        String main = server.git("rev-parse", "main");
        StringBuilder refs = new StringBuilder("# pack-refs with: peeled fully-peeled sorted \n");
        for (int i = 10_000; i < 30_000; i++) {
            refs.append(main)
                    .append(" refs/heads/feature/some-work-of-somebody-")
                    .append(i)
                    .append('\n');
        }
        Files.writeString(server.repository.resolve("packed-refs"), refs);
        server.with(protocol).start();

        assertThat(create("feature/some-work-of-somebody-29999").join().created())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pre-receive | pre-receive hook declined",
                "update      | error: hook declined to update refs/heads/bump/x (hook declined)"
            })
    void repeatsTheWordsOfAHookThatRefuses(String hook, String end) throws Exception {
        server.hook(hook, "echo 'No ticket: the object is missing. Unpack it, permission denied.'; exit 1")
                .start();

        assertThat(failure(server.git("rev-parse", "main")))
                .isInstanceOf(Invalid.class)
                .hasMessageStartingWith("Can't create the branch bump/x in acme/infra with the credential"
                        + " “bitbucket-key”: Bitbucket says “No ticket: the object is missing. Unpack it, permission"
                        + " denied.")
                .message()
                .matches("(?s).*" + java.util.regex.Pattern.quote(end) + "\\)?”\\.");
    }

    @Test
    void mentionsBranchRestrictionsIfAHookSaysNothing() throws Exception {
        server.hook("pre-receive", "exit 1").start();

        assertThat(failure("main"))
                .isInstanceOf(PermissionMissing.class)
                .hasMessageEndingWith(
                        "Bitbucket says “pre-receive hook declined”. It does not say why: look at the branch"
                                + " restrictions in the repository's settings.");
    }

    @Test
    void waitsForTheEndOfAHookThatRunsAfterThePush() throws Exception {
        Path done = folder.resolve("done");
        server.hook("post-receive", "for i in 1 2 3 4 5; do echo \"Mail $i\"; sleep 0.3; done; touch " + done)
                .start();

        assertThat(create("main").join().created()).isTrue();

        assertThat(done).exists();
    }

    @Test
    void appliesTheTimeoutToAHook() throws Exception {
        server.hook("post-receive", "sleep 600").start();

        assertThat(create("main", Duration.ofSeconds(4))).succeedsWithin(Duration.ofSeconds(60));
        assertThat(create("main").join().created()).isFalse();
    }

    @Test
    void handlesAHookThatPrintsALot() throws Exception {
        server.hook("post-receive", "head -c 5000000 /dev/zero | tr '\\0' 'x'; touch " + folder.resolve("done"))
                .start();

        assertThat(create("main").join().created()).isTrue();
        assertThat(folder.resolve("done")).exists();
    }

    @Test
    void reportsAMissingCommit() throws Exception {
        server.start();

        assertThat(failure("1".repeat(40)))
                .isInstanceOf(NotFound.class)
                .hasMessageContaining("there is no commit " + "1".repeat(40));
    }

    @Test
    void reportsThatTheServerCannotWrite() throws Exception {
        String objects = server.repository.resolve("objects").toString();
        server.serve("export GIT_OBJECT_DIRECTORY=/proc/sys GIT_ALTERNATE_OBJECT_DIRECTORIES=" + objects)
                .start();

        assertThat(failure("main"))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("unable to create temporary object directory")
                .message()
                .endsWith("”.");
    }

    @Test
    void reportsThatTheNameIsTakenByAFolder() throws Exception {
        server.git("update-ref", "refs/heads/bump", "main");
        server.start();

        assertThat(failureOf(create("main")))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("'refs/heads/bump' exists; cannot create 'refs/heads/bump/x'")
                .hasMessageEndingWith("(failed to update ref)”.");
    }

    @Test
    void distinguishesAnEmptyRepositoryFromAMissingMainBranch() throws Exception {
        server.git("symbolic-ref", "HEAD", "refs/heads/trunk");
        server.start();
        assertThat(failure(""))
                .isInstanceOf(NotFound.class)
                .hasMessageContaining("the repository has branches, but its main branch does not exist. "
                        + "Specify where the branch starts");

        server.git("update-ref", "-d", "refs/heads/main");
        assertThat(failure("")).isInstanceOf(NotFound.class).hasMessageContaining("the repository is empty");
    }

    @Test
    void reportsAMissingRepository() throws Exception {
        Files.move(server.repository, folder.resolve("elsewhere"));
        server.start();

        assertThat(failureOf(create("main")))
                .isInstanceOf(NotFound.class)
                .hasMessageContaining("does not appear to be a git repository");
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo Welcome to Acme!", "echo Hi", "echo Welcome to Acme!; exit 0", "printf Hi; exit 3"})
    void showsAResponseThatIsNotGit(String before) throws Exception {
        server.serve(before).start();

        assertThat(failure("main"))
                .isInstanceOf(UnexpectedResponse.class)
                .hasMessageContaining("the response is not a valid answer from git: it ")
                .hasMessageContaining(before.contains("Welcome") ? "“Welcome to Acme!" : "“Hi");
    }

    @ParameterizedTest
    @CsvSource({"pre-receive", "post-receive"})
    void looksAgainAfterALostConnection(String hook) throws Exception {
        server.hook(hook, "[ -e once ] && exit 0; touch once; " + CUT + "; " + (hook.startsWith("pre") ? "exit 1" : ""))
                .start();

        BranchResult result = create("main").join();

        assertThat(result.created()).isTrue();
        assertThat(server.git("rev-parse", "bump/x")).isEqualTo(result.commit());
        assertThat(server.repository.resolve("once")).exists();
    }
}
