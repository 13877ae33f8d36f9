package io.jenkins.plugins.bitbucket.testing;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Counts the tests of classes with cases of one kind, so that {@code bin/verify} can show how many there are and how
 * many fail.
 */
public final class CaseCount implements TestWatcher, AfterAllCallback {

    private static final Map<String, AtomicInteger> ALL = new ConcurrentHashMap<>();
    private static final Map<String, AtomicInteger> WRONG = new ConcurrentHashMap<>();

    private final String subject;
    private final AtomicInteger all;
    private final AtomicInteger wrong;

    public CaseCount(String subject) {
        this.subject = subject;
        all = ALL.computeIfAbsent(subject, none -> new AtomicInteger());
        wrong = WRONG.computeIfAbsent(subject, none -> new AtomicInteger());
    }

    @Override
    public void testSuccessful(ExtensionContext test) {
        all.incrementAndGet();
    }

    @Override
    public void testFailed(ExtensionContext test, Throwable cause) {
        all.incrementAndGet();
        wrong.incrementAndGet();
    }

    @Override
    public void afterAll(ExtensionContext tests) {
        if (all.get() > 0) {
            Figures.write(subject, all + " cases, " + wrong + " wrong");
        }
    }
}
