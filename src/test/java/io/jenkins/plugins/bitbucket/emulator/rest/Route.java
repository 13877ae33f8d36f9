package io.jenkins.plugins.bitbucket.emulator.rest;

import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import io.jenkins.plugins.bitbucket.emulator.http.ServerRequest;
import io.jenkins.plugins.bitbucket.emulator.http.ServerResponse;
import io.jenkins.plugins.bitbucket.emulator.http.Uris;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An operation of the API: its path, its scopes, and its implementation.
 *
 * @param path segments below {@code /2.0}; {@code {x}} stands for one, {@code {x...}} for all remaining ones, or for
 *     none after a slash
 * @param scopes all of them are required
 */
record Route(String method, List<String> path, List<String> scopes, Operation operation) {

    static final String REPOSITORY = "/repositories/{workspace}/{repository}";

    /** Answers a call, or throws a {@link BitbucketError}. */
    interface Operation {
        ServerResponse answer(Call call);
    }

    static Route of(String method, String path, List<String> scopes, Operation operation) {
        return new Route(method, Uris.segments(path), scopes, operation);
    }

    /**
     * The values of the path's variables, if this is its route, whatever the method.
     *
     * @param segments the segments of the request's path, after the version of the API
     */
    Optional<Map<String, String>> match(ServerRequest request, List<String> segments) {
        if (segments.size() < path.size() - 1) {
            return Optional.empty();
        }
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < path.size(); i++) {
            String part = path.get(i);
            List<String> rest = segments.subList(i, segments.size());
            if (part.endsWith("...}")) {
                variables.put(part.substring(1, part.length() - 4), String.join("/", rest));
                return rest.isEmpty() && !request.path().endsWith("/") ? Optional.empty() : Optional.of(variables);
            }
            if (rest.isEmpty() || !part.startsWith("{") && !part.equals(rest.get(0))) {
                return Optional.empty();
            }
            if (part.startsWith("{")) {
                variables.put(part.substring(1, part.length() - 1), rest.get(0));
            }
        }
        return segments.size() == path.size() ? Optional.of(variables) : Optional.empty();
    }

    boolean isMethod(String asked) {
        return method.equals(asked) || method.equals("GET") && asked.equals("HEAD");
    }

    @Override
    public String toString() {
        return method + " /" + String.join("/", path);
    }
}
