package io.jenkins.plugins.bitbucket.emulator.transport;

import io.jenkins.plugins.bitbucket.emulator.http.BasicCredentials;
import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import io.jenkins.plugins.bitbucket.emulator.http.ServerRequest;
import io.jenkins.plugins.bitbucket.emulator.http.ServerResponse;
import io.jenkins.plugins.bitbucket.emulator.state.Account;
import io.jenkins.plugins.bitbucket.emulator.state.Directory;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import io.jenkins.plugins.bitbucket.emulator.state.Token;
import java.util.List;
import java.util.Optional;

/**
 * Who can fetch from and push to a repository over HTTPS. The user name is a constant or the Bitbucket user name; the
 * email, as for REST, is rejected.
 *
 * @see <a href="https://support.atlassian.com/bitbucket-cloud/docs/using-api-tokens/">using API tokens</a>
 */
record GitAccess(Directory directory) {

    private static final String ANY_TOKEN_USER = "x-bitbucket-api-token-auth";
    private static final List<String> FETCH = List.of(Scopes.READ_REPOSITORY);
    private static final List<String> PUSH = List.of(Scopes.READ_REPOSITORY, Scopes.WRITE_REPOSITORY);

    HostedRepository repository(ServerRequest request, String workspace, String slug, boolean push) {
        Token token = BasicCredentials.in(request)
                .flatMap(credentials -> directory
                        .token(credentials.password())
                        .filter(known -> isUser(credentials.user(), known.account())))
                .orElseThrow(() -> refused(request));
        if (!token.grants(push ? PUSH : FETCH)) {
            throw BitbucketError.as(ServerResponse.text(403, BitbucketError.MISSING_SCOPES));
        }
        HostedRepository repository = directory
                .workspace(workspace)
                .flatMap(found -> found.find(slug))
                .or(() -> moved(request, workspace, slug))
                .filter(found -> found.isVisibleTo(token.account()))
                .orElseThrow(() -> BitbucketError.as(ServerResponse.text(404, BitbucketError.NO_REPOSITORY)));
        if (push && !repository.isWritableBy(token.account())) {
            throw BitbucketError.as(ServerResponse.text(403, BitbucketError.ACCESS_DENIED));
        }
        return repository;
    }

    private static boolean isUser(String user, Account account) {
        return user.equals(ANY_TOKEN_USER) || user.equals(account.nickname());
    }

    /** Requests with an old name are redirected; uncertain for git. */
    private Optional<HostedRepository> moved(ServerRequest request, String workspace, String slug) {
        Optional<HostedRepository> moved = directory
                .workspace(workspace)
                .or(() -> directory.formerWorkspace(workspace))
                .flatMap(found -> found.find(slug).or(() -> found.findFormer(slug)));
        moved.ifPresent(found -> {
            String service = request.path().substring(request.path().indexOf('/', workspace.length() + 2));
            String query = request.query().isEmpty() ? "" : "?" + request.query();
            String url = found.gitUrl() + service;
            throw BitbucketError.moved(directory.quirks().movedStatus(), url + query);
        });
        return moved;
    }

    private BitbucketError refused(ServerRequest request) {
        boolean appPassword = BasicCredentials.in(request)
                .filter(credentials -> directory.isAppPassword(credentials.password()))
                .isPresent();
        return BitbucketError.as(
                appPassword
                        ? ServerResponse.text(410, "CHANGE-3222 - Functionality has been deprecated")
                        : ServerResponse.text(401, "Unauthorized").with("WWW-Authenticate", BitbucketError.CHALLENGE));
    }
}
