package io.jenkins.plugins.bitbucket.emulator.rest;

import io.jenkins.plugins.bitbucket.emulator.git.BareRepository;
import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import io.jenkins.plugins.bitbucket.emulator.http.ServerResponse;
import io.jenkins.plugins.bitbucket.emulator.state.Account;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * Commits files without a clone. A commit without changes is also made, which is documented for a new branch and
 * uncertain for others.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-source/">source</a>
 */
record CommitFilesEndpoint(Lookup lookup, Shapes shapes) {

    private static final Pattern AUTHOR = Pattern.compile("\\s*([^<>]*?)\\s*<([^<>]*)>\\s*");

    List<Route> routes() {
        return List.of(Route.of("POST", Route.REPOSITORY + "/src", List.of(Scopes.WRITE_REPOSITORY), this::commit));
    }

    private ServerResponse commit(Call call) {
        HostedRepository repository = lookup.writableRepository(call);
        BareRepository git = repository.git();
        CommitForm form = CommitForm.read(call, git.writer());
        String main = git.mainBranch().orElse("main");
        String branch = form.field("branch").orElse(main);
        if (!Repository.isValidRefName(Constants.R_HEADS + branch)) {
            throw BitbucketError.field("branch", "Invalid branch name: \"" + branch + "\"");
        }
        PersonIdent author = author(form, call.caller());
        String message = form.field("message").orElse("Edited with Bitbucket");
        synchronized (repository) {
            Optional<ObjectId> tip = git.tip(branch);
            Optional<RevCommit> parent = parent(repository, form, tip, main);
            ObjectId commit = git.writer().changes(parent, form.changes(), author, message + "\n");
            if (!git.advance(Constants.R_HEADS + branch, tip, commit)) {
                throw behind();
            }
            git.adoptMainBranch();
            // The empty body has a content type, because the npm client bitbucket fails without one.
            return ServerResponse.of(201, "text/html; charset=utf-8", "")
                    .with("Location", shapes.api(repository, "commit", commit.name()));
        }
    }

    /**
     * The tip of the branch, which the request can assert; a new branch starts at the given commit, or at the main
     * branch.
     */
    private Optional<RevCommit> parent(
            HostedRepository repository, CommitForm form, Optional<ObjectId> tip, String main) {
        BareRepository git = repository.git();
        Optional<RevCommit> asserted = form.field("parents").map(sha -> lookup.commit(repository, sha));
        if (tip.isPresent() && asserted.isPresent() && !asserted.get().equals(tip.get())) {
            throw behind();
        }
        return asserted.or(() -> tip.or(() -> git.tip(main)).map(git::commit));
    }

    private static PersonIdent author(CommitForm form, Account caller) {
        String raw = form.field("author").orElse(caller.displayName() + " <" + caller.email() + ">");
        Matcher matcher = AUTHOR.matcher(raw);
        if (!matcher.matches()) {
            throw BitbucketError.field("author", "Invalid author: \"" + raw + "\"");
        }
        return new PersonIdent(matcher.group(1), matcher.group(2));
    }

    private static BitbucketError behind() {
        return BitbucketError.of(409, "The parent is not the tip of the branch.");
    }
}
