package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.emulator.state.Account;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.HostedWorkspace;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Accounts at Acme, some of which can review and some of which can't. */
final class FaultyReviewers {

    static final String TITLE_BEFORE = "Terraform";

    private static final String ASKED_FOR = "asked";
    private static final String BY_DEFAULT = "default";
    /** The current reviewer of each open pull request. */
    static final String PRESENT = "present";

    private static final String DEACTIVATED = "deactivated";

    private final Acme acme;
    private final Account askedFor;
    private final Account byDefault;
    private final Account present;
    private final Account deactivated;

    FaultyReviewers(Acme acme) {
        this.acme = acme;
        askedFor = person(ASKED_FOR);
        byDefault = person(BY_DEFAULT);
        present = person(PRESENT);
        deactivated = person(DEACTIVATED);
        deactivated.deactivate();
    }

    /** The author of the pull requests, a deactivated account, and an active one, by their nicknames. */
    static List<String> asked(Account author) {
        return List.of(author.nickname(), DEACTIVATED, ASKED_FOR);
    }

    private Account person(String nickname) {
        return acme.bitbucket.account(nickname + "@acme.example", nickname, "Ree Viewer " + nickname);
    }

    void join(HostedWorkspace workspace) {
        Stream.of(askedFor, byDefault, present, deactivated).forEach(workspace::member);
    }

    /** Makes some of them default reviewers: the author, a deactivated account, and an active one. */
    void reviewByDefault(HostedRepository repository, Account author) {
        repository.defaultReviewer(author).defaultReviewer(deactivated).defaultReviewer(byDefault);
    }

    /** Opens a pull request with an active reviewer and one that is deactivated afterwards. */
    void openWithSome(HostedWorkspace workspace, RepositoryId repository, BranchName branch, BitbucketClient client) {
        Account leaver = person("leaver-of-" + repository.slug());
        workspace.member(leaver);
        new OpenPullRequest()
                .run(
                        new OpenPullRequest.Request(
                                repository,
                                branch,
                                Optional.of(new BranchName("main")),
                                TITLE_BEFORE,
                                Optional.of("All of it"),
                                List.of(present.uuid(), leaver.accountId()),
                                false,
                                false,
                                false,
                                OpenPullRequest.IfExists.FAIL),
                        client)
                .join();
        leaver.deactivate();
    }

    /** The nicknames of the reviewers of the open pull request. */
    Set<String> before(RepositoryId repository) {
        return Set.of(PRESENT, "leaver-of-" + repository.slug());
    }

    /** The nicknames of the expected reviewers after {@link #asked} and the default reviewers were added. */
    Set<String> after(boolean existed) {
        return existed ? Set.of(ASKED_FOR, BY_DEFAULT, PRESENT) : Set.of(ASKED_FOR, BY_DEFAULT);
    }
}
