package io.jenkins.plugins.bitbucket.core.automation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The messages of an operation about its waits, for a test that continues after a certain message. */
final class Told implements Consumer<String> {

    private final List<String> sentences = new ArrayList<>();
    private final Map<String, CompletableFuture<Void>> awaited = new LinkedHashMap<>();

    @Override
    public synchronized void accept(String sentence) {
        sentences.add(sentence);
        awaited.forEach((part, said) -> {
            if (sentence.contains(part)) {
                said.complete(null);
            }
        });
    }

    synchronized List<String> sentences() {
        return List.copyOf(sentences);
    }

    /** Returns after a message with this part, past or future. */
    void await(String part) {
        CompletableFuture<Void> said;
        synchronized (this) {
            said = awaited.computeIfAbsent(part, any -> new CompletableFuture<>());
            if (sentences.stream().anyMatch(sentence -> sentence.contains(part))) {
                said.complete(null);
            }
        }
        said.orTimeout(2, TimeUnit.MINUTES).join();
    }
}
