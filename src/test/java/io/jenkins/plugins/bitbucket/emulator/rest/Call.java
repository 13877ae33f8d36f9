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

    Optional<String> parameter(String name) {
        return parameters(name).stream().findFirst();
    }

    /** An answer of JSON, with the fields that were asked for. */
    ServerResponse json(int status, ObjectNode body) {
        return ServerResponse.json(status, Fields.of(this).trim(body));
    }

    /** Seen: who says that JSON comes, and sends nothing, is refused before all else. */
    void requireBodyIfJson() {
        if (request.method().matches("POST|PUT") && saysJson() && request.body().isEmpty()) {
            throw BitbucketError.emptyJson();
        }
    }

    private boolean saysJson() {
        return request.header("Content-Type").orElse("").startsWith("application/json");
    }

    /** The JSON object that was sent. */
    JsonNode body() {
        try {
            JsonNode body = JsonNodes.MAPPER.readTree(request.body());
            if (body.isObject() && saysJson()) {
                return body;
            }
        } catch (JsonProcessingException malformed) {
            // Answered like all else that isn't an object.
        }
        throw BitbucketError.of(400, "Bad request");
    }
}
