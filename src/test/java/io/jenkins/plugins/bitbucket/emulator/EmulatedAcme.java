package io.jenkins.plugins.bitbucket.emulator;

import io.jenkins.plugins.bitbucket.emulator.state.Account;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.HostedWorkspace;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;

/**
 * A small company on an embedded Bitbucket for the emulator's own tests: a CI account, two people, and a repository.
 */
final class EmulatedAcme implements AutoCloseable {

    final EmbeddedBitbucket bitbucket = EmbeddedBitbucket.start();
    final Account ci = bitbucket.account("ci@acme.example", "acme-ci", "Acme CI");
    final Account ada = bitbucket.account("ada@acme.example", "ada", "Ada Lovelace");
    final Account eve = bitbucket.account("eve@elsewhere.example", "eve", "Eve Elsewhere");
    final HostedWorkspace workspace =
            bitbucket.workspace("acme", "Acme").administrator(ada).member(ci).project("INFRA", "Infrastructure");
    final HostedRepository infra = workspace.repository("infra").inProject("INFRA");
    final String first = infra.commit("main", "README.md", "Infrastructure\n");

    /** The REST API for the CI account with all scopes. */
    final RawClient api = as(ci, Scopes.ALL.toArray(String[]::new));

    RawClient as(Account account, String... scopes) {
        return RawClient.basic(bitbucket, account.email(), account.token(scopes));
    }

    /** Opens a pull request to main from a new branch with one commit; returns the status of the response. */
    int openPullRequest(String branch) {
        infra.commit(branch, branch + ".txt", branch);
        return api.post(
                        "/repositories/acme/infra/pullrequests",
                        "{\"title\": \"Add " + branch + "\", \"source\": {\"branch\": {\"name\": \"" + branch + "\"}}}")
                .statusCode();
    }

    @Override
    public void close() {
        bitbucket.close();
    }
}
