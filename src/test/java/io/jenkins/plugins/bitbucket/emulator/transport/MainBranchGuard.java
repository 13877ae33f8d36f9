package io.jenkins.plugins.bitbucket.emulator.transport;

import io.jenkins.plugins.bitbucket.emulator.git.BareRepository;
import java.util.Collection;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.transport.PreReceiveHook;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;

/** Rejects a push that deletes the main branch, in git's words; seen. */
record MainBranchGuard(BareRepository git) implements PreReceiveHook {

    @Override
    public void onPreReceive(ReceivePack pack, Collection<ReceiveCommand> commands) {
        String main = git.mainBranch().map(name -> Constants.R_HEADS + name).orElse("");
        commands.stream()
                .filter(command -> command.getType() == ReceiveCommand.Type.DELETE)
                .filter(command -> command.getRefName().equals(main))
                .forEach(command -> command.setResult(
                        ReceiveCommand.Result.REJECTED_OTHER_REASON, "deletion of the current branch prohibited"));
    }
}
