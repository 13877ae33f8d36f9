package io.jenkins.plugins.bitbucket.core.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.git.ssh.ServerComplaintException;
import io.jenkins.plugins.bitbucket.core.git.ssh.SharedConnection;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshCommand;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshErrorDecoder;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.apache.sshd.common.config.keys.PublicKeyEntry;

/**
 * Bitbucket's git for one account and one attempt of an operation. Its methods block.
 *
 * <p>They fail with a {@link BitbucketException}.
 */
public final class GitOperations {

    private static final String FETCH = "git-upload-pack";
    private static final String PUSH = "git-receive-pack";
    private static final int MAX_GREETING_BYTES = 64 * 1024;
    // A tenth of the time is reserved to report the outcome before everything is cancelled.
    private static final double SHARE_FOR_HOOKS = 0.9;

    // Everything that git sends starts with a length.
    private static final Pattern PACKET = Pattern.compile("[0-9a-f]{4}");

    private final SharedConnection connection;
    private final SshErrorDecoder decoder;
    private final long deadline;

    /** @param deadline when the attempt is cancelled, by {@link System#nanoTime} */
    GitOperations(SharedConnection connection, SshErrorDecoder decoder, long deadline) {
        this.connection = connection;
        this.decoder = decoder;
        this.deadline = deadline;
    }

    /** The action, for error messages. */
    public SshErrorDecoder decoder() {
        return decoder;
    }

    /** The same operations with another action for error messages. */
    public GitOperations doing(String action) {
        return new GitOperations(connection, new SshErrorDecoder(action, decoder.credentialId()), deadline);
    }

    /** The public key, in OpenSSH's format. */
    public String publicKey() {
        return PublicKeyEntry.toString(connection.key());
    }

    /** The page of a branch, if this is Bitbucket itself. */
    public Optional<URI> page(RepositoryId repository, BranchName branch) {
        return connection.host().page(repository, branch);
    }

    /** The server's greeting for a person who logs in with the key; empty if there is none. */
    public String greeting() throws IOException {
        try (SshCommand command = connection.start(Optional.empty(), decoder)) {
            byte[] text = command.output().readNBytes(MAX_GREETING_BYTES);
            return (new String(text, UTF_8).strip() + "\n" + command.said()).strip();
        }
    }

    /** Reads refs; nothing else is sent. */
    public RemoteRefs refs(RepositoryId repository, RefQuery query) throws IOException {
        return refs(repository, query, Optional.empty());
    }

    /** Reads refs while the server prepares a push, so that {@link #createBranch} has less to wait for. */
    public RemoteRefs refsBeforePush(RepositoryId repository, RefQuery query) throws IOException {
        return refs(repository, query, Optional.of(command(PUSH, repository)));
    }

    private RemoteRefs refs(RepositoryId repository, RefQuery query, Optional<String> next) throws IOException {
        return run(
                command(FETCH, repository),
                next,
                () -> false,
                command -> new RefReader(command.output(), query).readForFetch(command.input()));
    }

    /**
     * Creates a branch at a commit in the repository, unless the branch exists.
     *
     * <p>Ends after the server's hooks, as {@code git push} does, or when its time is over.
     *
     * @param commit its full hash
     * @return why it was not created; empty if it was
     */
    public Optional<Refusal> createBranch(RepositoryId repository, BranchName name, String commit) throws IOException {
        BranchPush push = new BranchPush(RefQuery.BRANCHES + name, commit);
        return run(command(PUSH, repository), Optional.empty(), push::isSent, command -> {
            Optional<String> reason = push.run(command.output(), command.input());
            if (reason.isPresent()) {
                return Optional.of(new Refusal(reason.get(), command.said()));
            }
            command.awaitEnd(Duration.ofNanos((long) ((deadline - System.nanoTime()) * SHARE_FOR_HOOKS)));
            return Optional.empty();
        });
    }

    private static String command(String program, RepositoryId repository) {
        return program + " '" + repository + ".git'";
    }

    private interface Talk<T> {
        T with(SshCommand command) throws IOException;
    }

    /**
     * @param next the next command, which may start at the same time, if any
     * @param asked whether a change has been requested so far
     */
    private <T> T run(String text, Optional<String> next, BooleanSupplier asked, Talk<T> talk) throws IOException {
        boolean beside = next.isPresent();
        boolean anew = !connection.isUsed();
        while (true) {
            try (SshCommand command = start(text, anew)) {
                if (beside) {
                    connection.prepare(next.get());
                }
                try {
                    return talk.with(command);
                } catch (IOException e) {
                    explain(command, e, asked.getAsBoolean());
                    if (asked.getAsBoolean() || anew && !beside) {
                        throw decoder.lost(cut(), asked.getAsBoolean(), e);
                    }
                    // The server closes a connection after its first command, or when a second command starts.
                    anew = true;
                    beside = false;
                }
            }
        }
    }

    private SshCommand start(String text, boolean anew) throws IOException {
        Optional<String> command = Optional.of(text);
        return anew ? connection.startAnew(command, decoder) : connection.start(command, decoder);
    }

    /**
     * Returns if the connection was lost without a reason from the server.
     *
     * @throws BitbucketException with the server's reason
     * @throws IOException if this thread is to end
     */
    private void explain(SshCommand command, IOException failure, boolean asked) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw failure;
        }
        if (asked) {
            explainAfterPush(command, failure);
            return;
        }
        if (failure instanceof ServerComplaintException || failure instanceof NotGitException) {
            throw failure instanceof NotGitException
                    ? decoder.unexpectedResponse(failure.getMessage())
                    : decoder.refused(failure.getMessage());
        }
        String beginning = command.beginning();
        if (!beginning.isEmpty() && !PACKET.matcher(beginning).lookingAt()) {
            throw decoder.unexpectedResponse(Sentences.of("Ssh.UnexpectedBegins", beginning));
        }
        String said = command.said();
        if (!said.isEmpty()) {
            throw decoder.refused(said);
        }
        if (command.exitStatus().isPresent()) {
            throw decoder.unexpectedResponse(
                    Sentences.of("Ssh.UnexpectedEnds", command.exitStatus().get()));
        }
    }

    /** Whatever is wrong with the report, the branch may exist. */
    private void explainAfterPush(SshCommand command, IOException failure) throws IOException {
        String said = failure instanceof ServerComplaintException ? failure.getMessage() : command.said();
        if (!said.isEmpty()) {
            throw decoder.unreported(Sentences.of("Ssh.NoReportSaying", said), failure);
        }
        if (failure instanceof NotGitException) {
            throw decoder.unreported(Sentences.of("Ssh.UnexpectedResponse", failure.getMessage()), failure);
        }
        if (command.exitStatus().isPresent()) {
            throw decoder.unreported(Sentences.of("Ssh.NoReport"), failure);
        }
    }

    private String cut() {
        String farewell = connection.farewell();
        return farewell.isEmpty() ? Sentences.of("Ssh.Broken") : Sentences.of("Ssh.BrokenSaying", farewell);
    }
}
