package io.jenkins.plugins.bitbucket.emulator.http;

import java.util.ArrayList;
import java.util.List;

/** The served requests, in order. */
public final class RequestLog {

    private final List<RecordedRequest> requests = new ArrayList<>();

    public synchronized void add(RecordedRequest request) {
        requests.add(request);
    }

    public synchronized List<RecordedRequest> all() {
        return List.copyOf(requests);
    }

    public synchronized void clear() {
        requests.clear();
    }
}
