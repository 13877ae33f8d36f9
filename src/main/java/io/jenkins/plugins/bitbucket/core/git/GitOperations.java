package io.jenkins.plugins.bitbucket.core.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.git.ssh.ServerComplaintException;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshCommand;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshErrorDecoder;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshServer;
import java.io.IOException;
import java.net.URI;
import java.security.KeyPair;
import java.util.Optional;
import org.apache.sshd.common.config.keys.PublicKeyEntry;

/**
 * Bitbucket's git as one account sees it, for one try of an operation. Its methods block.
 *
 * <p>They end with a {@link BitbucketException} if Bitbucket does not do as asked, and with an {@link IOException} if
 * the connection broke, so that nobody knows whether it did: look before asking again.
 */
public final class GitOperations {

    private static final int LONGEST_GREETING = 64 * 1024;

    private final SshServer server;
    private final KeyPair key;
    private final SshErrorDecoder attempt;

    GitOperations(SshServer server, KeyPair key, SshErrorDecoder attempt) {
        this.server = server;
        this.key = key;
        this.attempt = attempt;
    }

    /** What is tried, for messages on failures. */
    public SshErrorDecoder attempt() {
        return attempt;
    }

    /** The same for another action, which messages on failures name then. */
    public GitOperations doing(String action) {
        return new GitOperations(server, key, new SshErrorDecoder(action, attempt.credentialId()));
    }

    /** The public half of the key, in OpenSSH's form. */
    public String publicKey() {
        return PublicKeyEntry.toString(key.getPublic());
    }

    /** The page of a branch, if this is Bitbucket itself. */
    public Optional<URI> page(RepositoryId repository, BranchName branch) {
        return server.host().page(repository, branch);
    }

    /** What the server says to a person who logs in with the key; empty if it says nothing. */
    public String greeting() throws IOException {
        try (SshCommand command = server.start(Optional.empty(), key, attempt)) {
            byte[] text = command.output().readNBytes(LONGEST_GREETING);
            return (new String(text, UTF_8).strip() + "\n" + command.said()).strip();
        }
    }

    /** Reads refs; nothing else is sent. */
    public RemoteRefs refs(RepositoryId repository, RefQuery query) throws IOException {
        return run("git-upload-pack", repository, command -> new RefReader(command.output(), query)
                .readForFetch(command.input()));
    }

    /**
     * Makes a branch at a commit that the repository has, unless there is one of that name.
     *
     * @param commit its full hash
     * @return why it was not made, in the server's words; empty if it was
     */
    public Optional<String> createBranch(RepositoryId repository, BranchName name, String commit) throws IOException {
        return run("git-receive-pack", repository, command -> BranchPush.run(
                        command.output(), command.input(), RefQuery.BRANCHES + name, commit)
                .map(reason -> (reason + " " + command.said()).strip()));
    }

    private interface Talk<T> {
        T with(SshCommand command) throws IOException;
    }

    private <T> T run(String program, RepositoryId repository, Talk<T> talk) throws IOException {
        try (SshCommand command = server.start(Optional.of(program + " '" + repository + ".git'"), key, attempt)) {
            try {
                return talk.with(command);
            } catch (ServerComplaintException complaint) {
                throw attempt.refused(complaint.getMessage());
            } catch (NotGitException strange) {
                throw attempt.unexpectedResponse(strange.getMessage());
            } catch (IOException e) {
                throw ended(command, e);
            }
        }
    }

    /** The command ended before its time: for a reason that it told, or with the connection. */
    private IOException ended(SshCommand command, IOException failure) {
        String said = command.said();
        Optional<Integer> status = command.exitStatus();
        if (!said.isEmpty()) {
            throw attempt.refused(said);
        }
        if (status.isPresent()) {
            throw attempt.unexpectedResponse("it ended with status " + status.get());
        }
        return failure;
    }
}
