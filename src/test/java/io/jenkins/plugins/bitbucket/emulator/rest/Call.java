package io.jenkins.plugins.bitbucket.emulator.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import io.jenkins.plugins.bitbucket.emulator.http.JsonNodes;
import io.jenkins.plugins.bitbucket.emulator.http.ServerRequest;
import io.jenkins.plugins.bitbucket.emulator.http.ServerResponse;
import io.jenkins.plugins.bitbucket.emulator.http.Uris;
import io.jenkins.plugins.bitbucket.emulator.state.Account;
import io.jenkins.plugins.bitbucket.emulator.state.Token;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** An authenticated call of an operation. */
record Call(ServerRequest request, Token token, Map<String, String> variables) {

    Account caller() {
        return token.account();
    }

    /** The value of a variable in the path. */
    String variable(String name) {
        return variables.get(name);
    }

    List<String> parameters(String name) {
        return Uris.parameters(request.query()).stream()
                .filter(parameter -> parameter.getKey().equals(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** A parameter in the query or in a form. */
    List<String> formParameters(String name) {
        boolean form = request.header("Content-Type").orElse("").startsWith("application/x-www-form-urlencoded");
        Stream<String> sent = form
                ? Uris.parameters(request.body()).stream()
                        .filter(parameter -> parameter.getKey().equals(name))
                        .map(Map.Entry::getValue)
                : Stream.empty();
        return Stream.concat(parameters(name).stream(), sent).toList();
    }

    Optional<String> parameter(String name) {
        return parameters(name).stream().findFirst();
    }

    /** Rejects a call whose token lacks one of the scopes. */
    void require(List<String> scopes) {
        if (!token.grants(scopes)) {
            throw BitbucketError.missingScopes(
                    token.speaksOfOldNames() ? ScopeHeader.OLD_NAMES.names(scopes) : scopes, token.scopes());
        }
    }

    /** A JSON response with the requested fields. */
    ServerResponse json(int status, ObjectNode body) {
        return ServerResponse.json(status, Fields.of(this).trim(body));
    }

    /** Seen: a request with the content type JSON and no body is rejected first. */
    void requireBodyIfJson() {
        if (request.method().matches("POST|PUT")
                && saysJson()
                && request.content().isEmpty()) {
            throw BitbucketError.emptyJson();
        }
    }

    private boolean saysJson() {
        return request.header("Content-Type").orElse("").startsWith("application/json");
    }

    /** The JSON object in the request body. */
    JsonNode body() {
        return sent(JsonNode::isObject);
    }

    /** The JSON list in the request body. */
    JsonNode list() {
        return sent(JsonNode::isArray);
    }

    private JsonNode sent(Predicate<JsonNode> kind) {
        try {
            JsonNode body = JsonNodes.MAPPER.readTree(request.body());
            if (kind.test(body) && saysJson()) {
                return body;
            }
        } catch (JsonProcessingException malformed) {
            // Answered like everything else of the wrong type.
        }
        throw BitbucketError.of(400, "Bad request");
    }
}
