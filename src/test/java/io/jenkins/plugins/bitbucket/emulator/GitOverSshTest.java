package io.jenkins.plugins.bitbucket.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.bitbucket.emulator.ProcessRunner.Result;
import io.jenkins.plugins.bitbucket.emulator.transport.EmbeddedSsh;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real git and ssh, against the emulator. */
class GitOverSshTest {

    @TempDir
    Path folder;

    private final EmulatedAcme acme = new EmulatedAcme();
    private final EmbeddedSsh ssh = acme.bitbucket.ssh();
    private String publicHalf;

    @BeforeEach
    void makeAKey() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/ssh")), "OpenSSH is not installed");
        KeyPair pair = KeyUtils.generateKeyPair("ecdsa-sha2-nistp256", 256);
        publicHalf = PublicKeyEntry.toString(pair.getPublic());
        Path file = Files.createFile(
                folder.resolve("key"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (OutputStream out = Files.newOutputStream(file)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, "ada@laptop", null, out);
        }
    }

    @AfterEach
    void close() {
        acme.close();
    }

    @Test
    void whatIsPushedIsSeenByTheApi() throws Exception {
        acme.ci.addSshKey(publicHalf + " ada@laptop");
        git("clone", url("infra"), "work");
        assertThat(folder.resolve("work/README.md")).hasContent("Infrastructure\n");
        git("-C", "work", "checkout", "-b", "feature/pushed");
        git("-C", "work", "commit", "--allow-empty", "-m", "Push");
        git("-C", "work", "push", "origin", "feature/pushed");

        assertThat(acme.api
                        .get("/repositories/acme/infra/refs/branches/feature%2Fpushed")
                        .statusCode())
                .isEqualTo(200);
        assertThat(ssh.connections()).isEqualTo(2);
        assertThat(ssh.commands())
                .containsExactly("git-upload-pack '/acme/infra.git'", "git-receive-pack '/acme/infra.git'");
        assertThat(ssh.bytes()).isPositive();
    }

    @Test
    void anAccountIsGreeted() throws Exception {
        acme.ci.addSshKey(publicHalf);

        Result greeting = ssh();

        assertThat(greeting.status()).isZero();
        assertThat(greeting.output())
                .contains("authenticated via ssh key.", "You can use git to connect to Bitbucket.");
    }

    @Test
    void anAccessKeyIsToldItsRepositories() throws Exception {
        acme.infra.addAccessKey("Jenkins", publicHalf);
        acme.workspace.repository("other").addAccessKey("Jenkins 2", publicHalf);

        assertThat(ssh().output())
                .contains("authenticated via a deploy key.", "acme/infra: Jenkins -- ", "acme/other: Jenkins 2 -- ");
    }

    @Test
    void anAccessKeyOnlyReads() throws Exception {
        acme.infra.addAccessKey("Jenkins", publicHalf);
        acme.workspace.repository("other");

        git("clone", url("infra"), "work");
        assertThat(run("-C", "work", "push", "origin", "main:more").output())
                .contains("repository access denied. access via a deployment key is read-only.");
        assertThat(run("ls-remote", url("other")).output()).contains("repository does not exist.");
    }

    @Test
    void anUnknownKeyIsDenied() throws Exception {
        Result denied = ssh();

        assertThat(denied.status()).isEqualTo(255);
        assertThat(denied.output()).contains("Permission denied (publickey).");
    }

    @Test
    void theKeyOfAClosedAccountIsDenied() throws Exception {
        acme.ci.addSshKey(publicHalf);
        acme.ci.deactivate();

        assertThat(ssh().output()).contains("Permission denied (publickey).");
    }

    @Test
    void whoMayOnlyReadCannotPush() throws Exception {
        acme.ci.addSshKey(publicHalf);
        acme.infra.readOnlyFor(acme.ci);
        git("clone", url("infra"), "work");

        assertThat(run("-C", "work", "push", "origin", "main:more").output()).contains("repository access denied.");
    }

    @Test
    void theMainBranchIsNotDeletedByAPush() throws Exception {
        acme.ci.addSshKey(publicHalf);
        acme.infra.commit("feature/a", "a.txt", "a");
        git("clone", url("infra"), "work");
        assertThat(run("-C", "work", "push", "origin", "--delete", "main").output())
                .contains("deletion of the current branch prohibited");
        git("-C", "work", "push", "origin", "--delete", "feature/a");
        assertThat(acme.infra.branches()).containsExactly("main");
    }

    @Test
    void aKeyIsOfOneAccountAlone() {
        acme.ci.addSshKey(publicHalf + " ci");

        assertThatThrownBy(() -> acme.ada.addSshKey(publicHalf)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> acme.infra.addAccessKey("Jenkins", publicHalf))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private String url(String slug) {
        return "ssh://git@" + ssh.host() + ":" + ssh.port() + "/acme/" + slug + ".git";
    }

    private String sshCommand() {
        return "ssh -F none -i " + folder.resolve("key") + " -o IdentitiesOnly=yes -o BatchMode=yes"
                + " -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null";
    }

    private Result ssh() throws Exception {
        List<String> command = new ArrayList<>(List.of(sshCommand().split(" ")));
        command.addAll(List.of("-T", "-p", "" + ssh.port(), "git@" + ssh.host()));
        return start(command);
    }

    private void git(String... arguments) throws Exception {
        Result result = run(arguments);
        assertThat(result.status()).as(result.output()).isZero();
    }

    private Result run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        return start(command);
    }

    private Result start(List<String> command) throws IOException, InterruptedException {
        return ProcessRunner.run(folder, command, Map.of("GIT_SSH_COMMAND", sshCommand()));
    }
}
