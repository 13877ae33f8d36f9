package io.jenkins.plugins.bitbucket.emulator.transport;

import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.SshVisitor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.server.command.AbstractCommandSupport;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.UploadPack;

/**
 * Serves a repository to one {@code git-upload-pack} or {@code git-receive-pack}, or refuses it in Bitbucket's words.
 */
final class SshGitCommand extends AbstractCommandSupport {

    private static final Pattern FORM = Pattern.compile("git[- ](upload|receive)-pack '/?([^/']+)/([^/']+?)(\\.git)?'");

    private final EmbeddedSsh server;
    private final SshVisitor visitor;

    SshGitCommand(EmbeddedSsh server, SshVisitor visitor, String command) {
        super(command, null);
        this.server = server;
        this.visitor = visitor;
    }

    @Override
    public void run() {
        try {
            server.commandBegins(getCommand());
            Matcher form = FORM.matcher(getCommand());
            Optional<HostedRepository> repository = form.matches()
                    ? server.repository(form.group(2), form.group(3)).filter(visitor::mayRead)
                    : Optional.empty();
            if (repository.isEmpty()) {
                refuse("repository does not exist.");
            } else if (form.group(1).equals("upload")) {
                upload(repository.get());
            } else {
                receive(repository.get());
            }
        } catch (IOException | RuntimeException broken) {
            onExit(128, "broken");
        } finally {
            server.commandEnds();
        }
    }

    private void refuse(String words) throws IOException {
        getErrorStream().write((words + "\n").getBytes());
        getErrorStream().flush();
        onExit(1, words);
    }

    private void upload(HostedRepository repository) throws IOException {
        try (UploadPack pack = new UploadPack(repository.git().jgit())) {
            String protocol = getEnvironment().getEnv().get("GIT_PROTOCOL");
            if (protocol != null && server.knowsVersionTwo()) {
                pack.setExtraParameters(List.of(protocol.split(":")));
            }
            pack.upload(getInputStream(), getOutputStream(), getErrorStream());
        }
        onExit(0);
    }

    private void receive(HostedRepository repository) throws IOException {
        Optional<String> refusal = visitor.whyNotPush(repository);
        if (refusal.isPresent()) {
            refuse(refusal.get());
            return;
        }
        new FaultyReceivePack(repository).receive(getInputStream(), getOutputStream(), getErrorStream());
        onExit(0);
    }

    private final class FaultyReceivePack extends ReceivePack {
        private final HostedRepository repository;

        FaultyReceivePack(HostedRepository repository) {
            super(repository.git().jgit());
            this.repository = repository;
            MainBranchGuard guard = new MainBranchGuard(repository.git());
            setPreReceiveHook((pack, commands) -> {
                server.pushArrived();
                guard.onPreReceive(pack, commands);
            });
        }

        @Override
        protected void executeCommands() {
            SshFault fault = server.nextFault();
            if (fault == SshFault.DROP_BEFORE) {
                drop();
            }
            if (fault == SshFault.DISCONNECT) {
                disconnect();
            }
            if (fault == SshFault.DECLINE) {
                getAllCommands()
                        .forEach(command -> command.setResult(
                                ReceiveCommand.Result.REJECTED_OTHER_REASON, "pre-receive hook declined"));
            }
            if (fault == SshFault.REJECT) {
                report("unpack ok", "ng " + getAllCommands().get(0).getRefName());
            }
            if (fault == SshFault.ERROR_BEFORE) {
                report("ERR The server is going down.");
            }
            super.executeCommands();
            repository.git().adoptMainBranch();
            if (fault == SshFault.DROP_AFTER) {
                drop();
            }
            if (fault == SshFault.ERROR_AFTER) {
                report("ERR The server is going down.");
            }
            if (fault == SshFault.NO_RESULT) {
                report("unpack ok");
            }
        }

        private void drop() {
            getServerSession().getIoSession().close(true);
            throw dropped();
        }

        /** In place of the usual report. */
        private void report(String... lines) {
            try {
                PacketLineOut report = new PacketLineOut(getOutputStream());
                for (String line : lines) {
                    report.writeString(line + "\n");
                }
                report.end();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            throw dropped();
        }

        private void disconnect() {
            try {
                getServerSession().disconnect(SshConstants.SSH2_DISCONNECT_BY_APPLICATION, "The server is going down.");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            throw dropped();
        }

        private static IllegalStateException dropped() {
            return new IllegalStateException("The push ends here, as the test wants it.");
        }
    }
}
