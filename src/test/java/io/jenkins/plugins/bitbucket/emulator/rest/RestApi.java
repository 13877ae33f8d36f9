package io.jenkins.plugins.bitbucket.emulator.rest;

import io.jenkins.plugins.bitbucket.emulator.http.BasicCredentials;
import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import io.jenkins.plugins.bitbucket.emulator.http.ServerRequest;
import io.jenkins.plugins.bitbucket.emulator.http.ServerResponse;
import io.jenkins.plugins.bitbucket.emulator.http.Uris;
import io.jenkins.plugins.bitbucket.emulator.state.Directory;
import io.jenkins.plugins.bitbucket.emulator.state.Token;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The REST API: finds out who calls and what they call, in the order in which Bitbucket refuses: 401, 403, 404. */
public final class RestApi {

    private static final Route UNKNOWN = Route.of("", "", List.of(), call -> {
        throw BitbucketError.noPage();
    });

    private final Directory directory;
    private final List<Route> routes;
    private volatile ScopeHeader scopeHeader = ScopeHeader.NEW_NAMES;

    public RestApi(Directory directory, Uris uris, Paging paging) {
        this.directory = directory;
        Lookup lookup = new Lookup(directory);
        Shapes shapes = new Shapes(uris);
        GitShapes gitShapes = new GitShapes(uris, shapes);
        this.routes = Stream.of(
                        new UserEndpoints(directory, shapes, paging).routes(),
                        new WorkspaceEndpoints(lookup, shapes, paging).routes(),
                        new RepositoryEndpoints(lookup, shapes, gitShapes, paging).routes(),
                        new BranchEndpoints(lookup, gitShapes, paging).routes(),
                        new SourceEndpoints(lookup).routes(),
                        new PullRequestEndpoints(lookup, new PullRequestShape(uris, shapes, directory), shapes, paging)
                                .routes())
                .flatMap(List::stream)
                .toList();
    }

    public void scopeHeader(ScopeHeader style) {
        scopeHeader = style;
    }

    ServerResponse answer(ServerRequest request) {
        Optional<Token> token = authenticate(request);
        if (token.isEmpty()) {
            return BitbucketError.badToken().answer();
        }
        List<String> segments = Uris.segments(request.path()).stream().skip(1).toList();
        for (Route route : routes) {
            Optional<Map<String, String>> variables = route.match(request.method(), segments);
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

    private ServerResponse answer(Route route, Call call) {
        List<String> granted = call.token().scopes();
        ServerResponse answer;
        try {
            if (!call.token().grants(route.scopes())) {
                throw BitbucketError.missingScopes(route.scopes(), granted);
            }
            answer = route.operation().answer(call);
        } catch (BitbucketError error) {
            answer = error.answer();
        }
        answer = answer.with("X-Credential-Type", "api_token");
        Optional<String> grantedHeader = scopeHeader.written(granted);
        if (grantedHeader.isEmpty()) {
            return answer;
        }
        return answer.with("X-OAuth-Scopes", grantedHeader.get())
                .with(
                        "X-Accepted-OAuth-Scopes",
                        scopeHeader.written(route.scopes()).orElseThrow());
    }
}
