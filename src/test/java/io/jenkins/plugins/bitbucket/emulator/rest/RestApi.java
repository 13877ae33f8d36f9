package io.jenkins.plugins.bitbucket.emulator.rest;

import io.jenkins.plugins.bitbucket.emulator.http.BasicCredentials;
import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import io.jenkins.plugins.bitbucket.emulator.http.ServerRequest;
import io.jenkins.plugins.bitbucket.emulator.http.ServerResponse;
import io.jenkins.plugins.bitbucket.emulator.http.Uris;
import io.jenkins.plugins.bitbucket.emulator.state.Account;
import io.jenkins.plugins.bitbucket.emulator.state.Directory;
import io.jenkins.plugins.bitbucket.emulator.state.Quirks;
import io.jenkins.plugins.bitbucket.emulator.state.Token;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The REST API: authenticates the caller and finds the operation, in Bitbucket's order of refusals: 401, 403, 404. */
public final class RestApi {

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
        ReviewShapes reviewShapes = new ReviewShapes(uris, shapes, directory);
        PullRequestShape pullRequestShape = new PullRequestShape(uris, shapes, reviewShapes);
        Quirks quirks = directory.quirks();
        this.routes = Stream.of(
                        new UserEndpoints(directory, lookup, shapes, paging).routes(),
                        new WorkspaceEndpoints(lookup, shapes, paging).routes(),
                        new RepositoryEndpoints(lookup, shapes, paging).routes(),
                        new BranchEndpoints(lookup, gitShapes, paging).routes(),
                        new TagEndpoints(lookup, gitShapes, paging).routes(),
                        new CommitEndpoints(lookup, gitShapes, paging).routes(),
                        new DiffEndpoints(lookup, shapes, paging).routes(),
                        new ActivityEndpoints(lookup, pullRequestShape, reviewShapes, paging).routes(),
                        new SourceEndpoints(lookup, shapes, new SourceShapes(shapes, gitShapes), paging).routes(),
                        new CommitFilesEndpoint(lookup, shapes).routes(),
                        new PullRequestEndpoints(lookup, pullRequestShape, paging).routes(),
                        new ReviewEndpoints(lookup, reviewShapes).routes(),
                        new CommentEndpoints(lookup, reviewShapes, paging).routes(),
                        new MergeEndpoints(lookup, pullRequestShape, shapes, quirks).routes(),
                        new StatusEndpoints(lookup, shapes, paging, quirks).routes(),
                        new ReportEndpoints(lookup, paging).routes(),
                        new BranchingModelEndpoints(lookup, shapes, gitShapes).routes(),
                        new WebhookEndpoints(lookup, shapes, paging).routes(),
                        new DefaultReviewerEndpoints(lookup, shapes, paging).routes())
                .flatMap(List::stream)
                .toList();
    }

    public void scopeHeader(ScopeHeader style) {
        headers.style(style);
    }

    /** The owner of the rate limit of a request: all tokens of an account share it. */
    String countedFor(ServerRequest request) {
        return authenticate(request).map(Token::account).map(Account::uuid).orElse("anonymous");
    }

    ServerResponse answer(ServerRequest request) {
        Optional<Token> token = authenticate(request);
        if (token.isEmpty()) {
            return refused(request).answer();
        }
        Match match = find(request).orElseGet(() -> new Match(unknown(request), Map.of()));
        return answer(match.route(), new Call(request, token.get(), match.variables()));
    }

    private record Match(Route route, Map<String, String> variables) {}

    private Optional<Match> find(ServerRequest request) {
        return atPath(request)
                .filter(match -> match.route().isMethod(request.method()))
                .findFirst();
    }

    private Stream<Match> atPath(ServerRequest request) {
        List<String> segments = Uris.segments(request.path());
        List<String> unversioned = segments.subList(1, segments.size());
        return routes.stream()
                .flatMap(route ->
                        route.match(request, unversioned).map(variables -> new Match(route, variables)).stream());
    }

    private Route unknown(ServerRequest request) {
        Set<String> allowed =
                atPath(request).map(match -> match.route().method()).collect(Collectors.toCollection(TreeSet::new));
        return Route.of("", "", List.of(), call -> {
            throw allowed.isEmpty() ? BitbucketError.noApi() : BitbucketError.methodNotAllowed(allowed);
        });
    }

    /** All operations that were not called by any request. */
    public Set<String> notCalledBy(Collection<ServerRequest> requests) {
        Set<String> left = routes.stream().map(Route::toString).collect(Collectors.toCollection(TreeSet::new));
        requests.forEach(
                request -> find(request).map(match -> match.route().toString()).ifPresent(left::remove));
        return left;
    }

    /** Here the user is only the email; with the user name for git, the token is rejected. */
    private Optional<Token> authenticate(ServerRequest request) {
        return BasicCredentials.in(request)
                .flatMap(credentials -> directory
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
            call.require(route.scopes());
            call.requireBodyIfJson();
            return route.operation().answer(call);
        } catch (BitbucketError error) {
            return error.answer();
        }
    }
}
