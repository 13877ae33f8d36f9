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

/** A request to an operation of the API, by someone who is known. */
record Call(ServerRequest request, Token token, Map<String, String> variables) {

    Account caller() {
        return token.account();
    }

    /** What the path has in the place of a variable. */
    String variable(String name) {
        return variables.get(name);
    }

    List<String> parameters(String name) {
        return Uris.parameters(request.query()).stream()
                .filter(parameter -> parameter.getKey().equals(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** What is in the query or in a form that was sent. */
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

    /** Refuses the call of a token that lacks one of the scopes. */
    void require(List<String> scopes) {
        if (!token.grants(scopes)) {
            throw BitbucketError.missingScopes(
                    token.speaksOfOldNames() ? ScopeHeader.OLD_NAMES.names(scopes) : scopes, token.scopes());
        }
    }

    /** An answer of JSON, with the fields that were asked for. */
    ServerResponse json(int status, ObjectNode body) {
        return ServerResponse.json(status, Fields.of(this).trim(body));
    }

    /** Seen: who says that JSON comes, and sends nothing, is refused before all else. */
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

    /** The JSON object that was sent. */
    JsonNode body() {
        return sent(JsonNode::isObject);
    }

    /** The JSON list that was sent. */
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
            // Answered like all else that isn't of the kind.
        }
        throw BitbucketError.of(400, "Bad request");
    }
}
