package io.jenkins.plugins.bitbucket.benchmark;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A JDK for a program. */
record Jdk(Path home, int feature) {

    /** Where bin/benchmark puts the folder and the version of a newer JDK, if there is one. */
    private static final String NEWER_HOME = "BENCHMARK_NEWER_JAVA_HOME";

    private static final String NEWER_VERSION = "BENCHMARK_NEWER_JAVA_VERSION";

    static Jdk own() {
        return new Jdk(
                Path.of(System.getProperty("java.home")), Runtime.version().feature());
    }

    /** The current JDK, and a newer one if there is one. */
    static List<Jdk> all() {
        Map<String, String> environment = System.getenv();
        return environment.containsKey(NEWER_HOME)
                ? List.of(
                        own(),
                        new Jdk(
                                Path.of(environment.get(NEWER_HOME)),
                                Runtime.Version.parse(environment.get(NEWER_VERSION))
                                        .feature()))
                : List.of(own());
    }

    /** Whether many virtual threads can wait on few platform threads. */
    boolean waitsOnVirtualThreads() {
        return feature >= 24;
    }
}
