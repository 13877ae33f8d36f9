package io.jenkins.plugins.bitbucket.core.automation;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.automation.CreateBranch.IfExists;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.AlreadyExists;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Invalid;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Unavailable;
import io.jenkins.plugins.bitbucket.emulator.transport.SshFault;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.SshAcme;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A push over SSH with interference. */
class DisturbedPushTest {

    private static final BranchName BUMP = new BranchName("bump/terraform-1.9");

    @AutoClose
    private final SshAcme ssh = SshAcme.withKeyOfAccount();

    private final Acme acme = ssh.acme;

    private CompletableFuture<BranchResult> start(IfExists ifExists) {
        return new CreateBranch()
                .run(new CreateBranch.Request(INFRA, BUMP, StartPoint.parse("main"), ifExists), ssh.connection());
    }

    private BitbucketException failureWithin(Duration total) {
        var request = new CreateBranch.Request(INFRA, BUMP, StartPoint.parse(""), IfExists.REUSE);
        return failureOf(new CreateBranch().run(request, ssh.connection(total)));
    }

    /** Between reading the refs and pushing, and between the advertised refs and the push. */
    @ParameterizedTest
    @CsvSource({"true, REUSE", "true, FAIL", "false, REUSE", "false, FAIL"})
    void doesNotOverwriteABranchThatAppearsMeanwhile(boolean early, IfExists ifExists) {
        String main = acme.infra.tip("main").orElseThrow();
        if (early) {
            ssh.ssh.beforeCommand(command -> appear(command.contains("receive")));
        } else {
            ssh.ssh.beforeUpdate(() -> appear(true));
        }

        var outcome = start(ifExists);

        if (ifExists == IfExists.FAIL) {
            assertThat(failureOf(outcome)).isInstanceOf(AlreadyExists.class);
        } else {
            assertThat(outcome.join().created()).isFalse();
            assertThat(outcome.join().elsewhere()).contains(main);
        }
        assertThat(acme.infra.tip(BUMP.value())).isPresent().isNotEqualTo(Optional.of(main));
    }

    private void appear(boolean now) {
        if (now && !acme.infra.branches().contains(BUMP.value())) {
            acme.infra.commit(BUMP.value(), "theirs.tf", "theirs");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DROP_BEFORE", "DROP_AFTER", "ERROR_BEFORE", "ERROR_AFTER", "NO_RESULT"})
    void looksAgainAfterALostResponse(SshFault fault) {
        ssh.ssh.misbehaveOnce(fault);

        BranchResult result = start(IfExists.REUSE).join();

        assertThat(result.created()).isTrue();
        assertThat(result.commit()).isEqualTo(acme.firstCommit);
        assertThat(ssh.ssh.commands().stream().filter(command -> command.contains("receive")))
                .hasSize(fault.name().endsWith("_BEFORE") ? 2 : 1);
        assertThat(ssh.ssh.commands().get(2)).contains("upload");
    }

    @ParameterizedTest
    @EnumSource(names = {"DROP_AFTER", "ERROR_AFTER", "NO_RESULT"})
    void failsIfItIsUnknownWhetherItCreatedANewBranch(SshFault fault) {
        ssh.ssh.misbehaveOnce(fault);

        assertThat(failureOf(start(IfExists.FAIL)))
                .isInstanceOf(AlreadyExists.class)
                .hasMessageContaining("so it is not known whether this operation created it");
    }

    @ParameterizedTest
    @EnumSource(names = {"DROP_BEFORE", "ERROR_BEFORE"})
    void createsABranchThatMustBeNewIfTheFirstPushDidNothing(SshFault fault) {
        ssh.ssh.misbehaveOnce(fault);

        assertThat(start(IfExists.FAIL).join().created()).isTrue();
    }

    @Test
    void findsTheBranchThatItCreatedBeforeARestart() {
        start(IfExists.FAIL).join();
        var request = new CreateBranch.Request(INFRA, BUMP, StartPoint.parse(""), IfExists.REUSE);

        assertThat(new CreateBranch()
                        .run(request, ssh.connection().resumed())
                        .join()
                        .created())
                .isTrue();
        assertThat(new CreateBranch().run(request, ssh.connection()).join().created())
                .isFalse();
    }

    @Test
    @Tag("slow")
    void givesUpInTheEndAndReportsItsAttempts() {
        ssh.ssh.misbehaveOnce(Collections.nCopies(1000, SshFault.DROP_BEFORE).toArray(SshFault[]::new));

        assertThat(failureWithin(Duration.ofSeconds(8)))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("the connection broke")
                .hasMessageContaining("Try again")
                .hasMessageContaining(" Tried ");
    }

    @Test
    void repeatsWhyTheServerEndsTheConnection() {
        ssh.ssh.misbehaveOnce(SshFault.DISCONNECT);

        assertThat(failureWithin(Duration.ZERO))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("the connection broke: the server says “The server is going down.”");
    }

    @ParameterizedTest
    @CsvSource({
        "ERROR_AFTER, 'Bitbucket says “The server is going down.”, and did not report the result of the push'",
        "NO_RESULT, 'the response is not a valid answer from git: it does not report its result'"
    })
    void saysWhatCameInPlaceOfTheResult(SshFault fault, String what) {
        ssh.ssh.misbehaveOnce(fault);

        assertThat(failureWithin(Duration.ZERO))
                .isInstanceOf(Unavailable.class)
                .hasMessage("Can't create the branch bump/terraform-1.9 in acme/infra with the credential"
                        + " “bitbucket-key”: " + what + ". Try again later.");
    }

    @Test
    void reportsARejectionWithoutAReason() {
        ssh.ssh.misbehaveOnce(SshFault.REJECT);

        assertThat(failureOf(start(IfExists.REUSE)))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining(
                        "Bitbucket rejected the push. It does not say why: look at the branch restrictions");
        assertThat(acme.infra.branches()).containsExactly("main");
    }

    @Test
    void triesOnceByDefault() {
        ssh.ssh.misbehaveOnce(SshFault.DROP_BEFORE);

        assertThat(failureWithin(Duration.ZERO))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("the connection broke");
    }
}
