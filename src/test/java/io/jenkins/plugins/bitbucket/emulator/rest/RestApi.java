package io.jenkins.plugins.bitbucket.emulator.rest;

import io.jenkins.plugins.bitbucket.emulator.http.BasicCredentials;
import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import io.jenkins.plugins.bitbucket.emulator.http.ServerRequest;
import io.jenkins.plugins.bitbucket.emulator.http.ServerResponse;
import io.jenkins.plugins.bitbucket.emulator.http.Uris;
import io.jenkins.plugins.bitbucket.emulator.state.Account;
import io.jenkins.plugins.bitbucket.emulator.state.Directory;
import io.jenkins.plugins.bitbucket.emulator.state.Token;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The REST API: finds out who calls and what they call, in the order in which Bitbucket refuses: 401, 403, 404. */
public final class RestApi {

    private static final Route UNKNOWN = Route.of("", "", List.of(), call -> {
        throw BitbucketError.noApi();
    });

    private final Directory directory;
    private final List<Route> routes;
    private final CredentialHeaders headers;

    public RestApi(Directory directory, Uris uris) {
        this.directory = directory;
        this.headers = new CredentialHeaders(directory.quirks());
        Lookup lookup = new Lookup(directory, uris);
        Paging paging = new Paging(uris, directory.quirks());
        Shapes shapes = new Shapes(uris, directory.quirks());
        GitShapes gitShapes = new GitShapes(uris, shapes);
        PullRequestShape pullRequestShape = new PullRequestShape(uris, shapes, directory);
        this.routes = Stream.of(
                        new UserEndpoints(directory, lookup, shapes, paging).routes(),
                        new WorkspaceEndpoints(lookup, shapes, paging).routes(),
                        new RepositoryEndpoints(lookup, shapes, gitShapes, paging).routes(),
                        new BranchEndpoints(lookup, gitShapes, paging).routes(),
                        new SourceEndpoints(lookup, shapes, new SourceShapes(shapes, gitShapes), paging).routes(),
                        new PullRequestEndpoints(lookup, pullRequestShape, paging).routes(),
                        new DefaultReviewerEndpoints(lookup, shapes, paging).routes())
                .flatMap(List::stream)
                .toList();
    }

    public void scopeHeader(ScopeHeader style) {
        headers.style(style);
    }

    /** Whose rate limit a request counts for: all tokens of an account share it. */
    String countedFor(ServerRequest request) {
        return authenticate(request).map(Token::account).map(Account::uuid).orElse("anonymous");
    }

    ServerResponse answer(ServerRequest request) {
        Optional<Token> token = authenticate(request);
        if (token.isEmpty()) {
            return refused(request).answer();
        }
        List<String> segments = Uris.segments(request.path());
        for (Route route : routes) {
            Optional<Map<String, String>> variables = route.match(request, segments.subList(1, segments.size()));
            if (variables.isPresent()) {
                return answer(route, new Call(request, token.get(), variables.get()));
            }
        }
        return answer(UNKNOWN, new Call(request, token.get(), Map.of()));
    }

    /** Here the user is the email alone: with the name that git takes, the token is worth nothing. */
    private Optional<Token> authenticate(ServerRequest request) {
        return BasicCredentials.in(request).flatMap(credentials -> directory
                .token(credentials.password())
                .filter(token -> token.account().email().equalsIgnoreCase(credentials.user())));
    }

    private BitbucketError refused(ServerRequest request) {
        return BasicCredentials.in(request)
                        .filter(credentials -> directory.isAppPassword(credentials.password()))
                        .isPresent()
                ? BitbucketError.appPassword()
                : BitbucketError.badToken();
    }

    private ServerResponse answer(Route route, Call call) {
        return headers.addTo(work(route, call), call.token(), route.scopes());
    }

    private static ServerResponse work(Route route, Call call) {
        try {
            if (!call.token().grants(route.scopes())) {
                throw BitbucketError.missingScopes(
                        call.token().speaksOfOldNames() ? ScopeHeader.OLD_NAMES.names(route.scopes()) : route.scopes(),
                        call.token().scopes());
            }
            call.requireBodyIfJson();
            return route.operation().answer(call);
        } catch (BitbucketError error) {
            return error.answer();
        }
    }
}
