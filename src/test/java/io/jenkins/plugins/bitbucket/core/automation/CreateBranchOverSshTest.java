package io.jenkins.plugins.bitbucket.core.automation;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.automation.CreateBranch.IfExists;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.AlreadyExists;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Invalid;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.NotFound;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.PermissionMissing;
import io.jenkins.plugins.bitbucket.core.git.BitbucketSsh;
import io.jenkins.plugins.bitbucket.core.git.GitClient;
import io.jenkins.plugins.bitbucket.core.git.ssh.HostKeys;
import io.jenkins.plugins.bitbucket.core.retry.RetryPolicy;
import io.jenkins.plugins.bitbucket.emulator.transport.SshFault;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.SshAcme;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CreateBranchOverSshTest {

    private static final BranchName BUMP = new BranchName("bump/terraform-1.9");

    @AutoClose
    private final SshAcme ssh = SshAcme.withKeyOfAccount();

    private final Acme acme = ssh.acme;

    private static CreateBranch.Request bumpFrom(String from) {
        return new CreateBranch.Request(INFRA, BUMP, StartPoint.parse(from), IfExists.REUSE);
    }

    private CompletableFuture<BranchResult> start(CreateBranch.Request request) {
        return new CreateBranch().run(request, ssh.connection());
    }

    private BranchResult create(CreateBranch.Request request) {
        return start(request).join();
    }

    @Test
    void startsAtTheMainBranchByDefault() {
        BranchResult result = create(bumpFrom(null));

        assertThat(result.created()).isTrue();
        assertThat(result.name()).isEqualTo("bump/terraform-1.9");
        assertThat(result.commit()).isEqualTo(acme.firstCommit);
        assertThat(acme.infra.tip(BUMP.value())).contains(acme.firstCommit);
        assertThat(ssh.ssh.commands())
                .containsExactly("git-upload-pack 'acme/infra.git'", "git-receive-pack 'acme/infra.git'");
    }

    @ParameterizedTest
    @CsvSource({"main", "refs/heads/main", " main ", "refs/tags/v1", "v1", "FULL", "SHORT"})
    void startsAtTheGivenStart(String from) {
        acme.infra.tag("v1", acme.firstCommit);
        String start =
                from.replace("FULL", acme.firstCommit.toUpperCase()).replace("SHORT", acme.firstCommit.substring(0, 7));

        assertThat(create(bumpFrom(start)).commit()).isEqualTo(acme.firstCommit);
        assertThat(acme.infra.tip(BUMP.value())).contains(acme.firstCommit);
    }

    @Test
    void readsNoMoreIfThereAreManyRefs() {
        create(bumpFrom("main"));
        long before = ssh.ssh.bytes();
        create(bumpFrom("main"));
        long few = ssh.ssh.bytes() - before;
        for (int i = 0; i < 300; i++) {
            acme.infra.tag("v" + i, acme.firstCommit);
        }

        before = ssh.ssh.bytes();
        create(bumpFrom("main"));

        assertThat((double) (ssh.ssh.bytes() - before) / few).isBetween(0.9, 1.1);
    }

    @Test
    void handlesAServerThatClosesTheConnectionAtTheSecondCommand() {
        ssh.ssh.oneCommandForEachConnection();

        assertThat(create(bumpFrom("main")).created()).isTrue();
        assertThat(create(bumpFrom("main")).created()).isFalse();
    }

    @Test
    void pushesOnceInTwoRuns() {
        AtomicInteger pushes = new AtomicInteger();
        ssh.ssh.beforeUpdate(pushes::incrementAndGet);

        create(bumpFrom("main"));
        create(bumpFrom("main"));

        assertThat(pushes).hasValue(1);
    }

    @Test
    void startsAtAnyCommitOfTheHistory() {
        acme.infra.commit("main", "more.tf", "more");

        assertThat(create(bumpFrom(acme.firstCommit)).commit()).isEqualTo(acme.firstCommit);
    }

    @Test
    void supportsTheOldProtocol() {
        ssh.ssh.withoutVersionTwo();
        acme.infra.tag("v1", acme.firstCommit);
        String tip = acme.infra.commit("main", "more.tf", "more");

        assertThat(create(bumpFrom("v1")).commit()).isEqualTo(acme.firstCommit);
        assertThat(start(
                        new CreateBranch.Request(INFRA, new BranchName("other"), StartPoint.parse(""), IfExists.REUSE)))
                .succeedsWithin(Duration.ofSeconds(30))
                .extracting(BranchResult::commit)
                .isEqualTo(tip);
    }

    @Test
    void prefersABranchToATagOrHashOfTheSameName() {
        acme.infra.tag("stable", acme.firstCommit);
        String tip = acme.infra.commit("stable", "more.tf", "more");
        String hashlike = acme.infra.commit("deadbeef", "beef.tf", "beef");

        assertThat(create(bumpFrom("stable")).commit()).isEqualTo(tip);
        assertThat(create(new CreateBranch.Request(
                                INFRA, new BranchName("other"), StartPoint.parse("deadbeef"), IfExists.REUSE))
                        .commit())
                .isEqualTo(hashlike);
    }

    @ParameterizedTest
    @ValueSource(strings = {"main", "COMMIT", ""})
    void findsTheBranchOnTheSecondRun(String from) {
        String start = from.replace("COMMIT", acme.firstCommit.substring(0, 10));
        create(bumpFrom(start));

        BranchResult result = create(bumpFrom(start));

        assertThat(result.created()).isFalse();
        assertThat(result.commit()).isEqualTo(acme.firstCommit);
        assertThat(result.elsewhere()).isEmpty();
        assertThat(ssh.ssh.connections()).isEqualTo(2);
        assertThat(acme.infra.branches()).containsExactly(BUMP.value(), "main");
    }

    @ParameterizedTest
    @CsvSource({"main, FULL", "refs/tags/v1, FULL", "v1, FULL", "SHORT, SHORT", "FULL, FULL", "no-such-thing,", ","})
    void reportsThatAnExistingBranchPointsElsewhere(String from, String elsewhere) {
        acme.infra.tag("v1", acme.firstCommit);
        String other = acme.infra.commit(BUMP.value(), "other.tf", "other");

        BranchResult result = create(bumpFrom(real(from)));

        assertThat(result.created()).isFalse();
        assertThat(result.commit()).isEqualTo(other);
        assertThat(result.elsewhere().map(commit -> acme.firstCommit.startsWith(commit)))
                .isEqualTo(Optional.ofNullable(elsewhere).map(some -> true));
    }

    private String real(String from) {
        return from == null
                ? null
                : from.replace("FULL", acme.firstCommit).replace("SHORT", acme.firstCommit.substring(0, 7));
    }

    @Test
    void failsForAnExistingBranchIfAskedTo() {
        create(bumpFrom("main"));

        var failure = failureOf(start(new CreateBranch.Request(INFRA, BUMP, StartPoint.parse("main"), IfExists.FAIL)));

        assertThat(failure)
                .isInstanceOf(AlreadyExists.class)
                .hasMessage("Can't create the branch bump/terraform-1.9 in acme/infra with the credential"
                        + " “bitbucket-key”: it exists already. Choose another name, or let an existing branch be"
                        + " reused.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no-such-branch | there is no branch or tag “no-such-branch”",
                "refs/tags/v9 | there is no tag “v9”",
                "1111111111111111111111111111111111111111 | there is no commit 1111111111111111111111111111111111111111"
            })
    void reportsAMissingStart(String from, String what) {
        assertThat(failureOf(start(bumpFrom(from))))
                .isInstanceOf(NotFound.class)
                .hasMessageContaining("create the branch bump/terraform-1.9 in acme/infra")
                .hasMessageContaining(what);
        assertThat(acme.infra.branches()).containsExactly("main");
    }

    /** The next attempt begins while the thread of this one still waits for words of the server. */
    @Test
    void recognizesItsOwnBranchIfThePushOutlastsTheAttempt() {
        CountDownLatch never = new CountDownLatch(1);
        ssh.ssh.beforeUpdate(() -> {
            acme.infra.git().create("refs/heads/" + BUMP, ObjectId.fromString(acme.firstCommit));
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        HostKeys trusted = HostKeys.fingerprints(List.of(ssh.ssh.fingerprint()));
        RetryPolicy soon =
                new RetryPolicy(Duration.ofSeconds(60), Duration.ofMillis(10), Duration.ofMillis(100), wait -> {});
        GitClient client = BitbucketSsh.at(ssh.host(), trusted, Duration.ofSeconds(20), Duration.ofSeconds(5))
                .as(SshAcme.credential(ssh.pair), soon);
        try {
            assertThat(new CreateBranch().run(bumpFrom("main"), client).join().created())
                    .isTrue();
        } finally {
            never.countDown();
        }
    }

    @Test
    void asksForAFullHashIfAShortOneIsNotATip() {
        acme.infra.commit("main", "more.tf", "more");

        assertThat(failureOf(start(bumpFrom(acme.firstCommit.substring(0, 7)))))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("is not the newest commit of any branch or tag. Specify all 40 digits");
    }

    @Test
    void reportsAnEmptyRepository() {
        acme.workspace.repository("empty");
        var request =
                new CreateBranch.Request(new RepositoryId("acme", "empty"), BUMP, StartPoint.parse(""), IfExists.REUSE);

        assertThat(failureOf(start(request)))
                .isInstanceOf(NotFound.class)
                .hasMessageContaining("the repository is empty. Push a first commit");
    }

    @Test
    void reportsAMissingOrHiddenRepository() {
        var request = new CreateBranch.Request(
                new RepositoryId("acme", "nothing"), BUMP, StartPoint.parse("main"), IfExists.REUSE);

        assertThat(failureOf(start(request)))
                .isInstanceOf(NotFound.class)
                .hasMessageContaining("acme/nothing")
                .hasMessageContaining("that the account of the key may see it");
    }

    @Test
    void reportsAMissingWritePermission() {
        acme.infra.readOnlyFor(acme.ci);

        assertThat(failureOf(start(bumpFrom("main"))))
                .isInstanceOf(PermissionMissing.class)
                .hasMessageContaining("Give the account of the key the permission");
    }

    @Test
    void reportsABranchRestriction() {
        ssh.ssh.misbehaveOnce(SshFault.DECLINE);

        assertThat(failureOf(start(bumpFrom("main"))))
                .isInstanceOf(PermissionMissing.class)
                .hasMessageContaining("Bitbucket says “pre-receive hook declined”")
                .hasMessageContaining("look at the branch restrictions");
    }

    @Test
    void reportsAReadOnlyAccessKey() {
        try (SshAcme other = new SshAcme()) {
            other.acme.infra.addAccessKey("Jenkins", other.publicHalf());

            assertThat(failureOf(new CreateBranch().run(bumpFrom("main"), other.connection())))
                    .isInstanceOf(PermissionMissing.class)
                    .hasMessageContaining("access via a deployment key is read-only")
                    .hasMessageContaining("Add the key to an account with write permission");
        }
    }

    /** Git allows some of them in names. */
    @Test
    void putsNoControlCharacterIntoAMessage() {
        assertThat(failureOf(new CreateBranch().run(bumpFrom("no\u0085branch"), ssh.connection())))
                .isInstanceOf(NotFound.class)
                .hasMessageContaining("there is no branch or tag “no branch”");
    }
}
