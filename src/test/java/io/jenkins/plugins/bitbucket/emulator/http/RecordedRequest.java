package io.jenkins.plugins.bitbucket.emulator.http;

import java.util.Map;
import java.util.Optional;

/** A request and its response; the status is 0 if the connection was closed without one. */
public record RecordedRequest(ServerRequest request, ServerResponse answer) {

    public String method() {
        return request.method();
    }

    public String path() {
        return request.path();
    }

    public String query() {
        return request.query();
    }

    public Map<String, String> headers() {
        return request.headers();
    }

    public Optional<String> header(String name) {
        return request.header(name);
    }

    public String body() {
        return request.body();
    }

    public int status() {
        return answer.status();
    }

    public Map<String, String> answerHeaders() {
        return answer.headers();
    }

    public String answerBody() {
        return answer.body();
    }

    @Override
    public String toString() {
        return request + " → " + status();
    }
}
