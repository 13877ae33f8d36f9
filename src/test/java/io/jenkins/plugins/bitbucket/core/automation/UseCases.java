package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import java.util.List;
import java.util.stream.Stream;

/** All use cases, according to their compiled classes. */
final class UseCases {

    private UseCases() {}

    /** The use cases that work with an API token. */
    static List<Class<?>> overRest() {
        return ClassesBeside.of(CreateBranch.class).stream()
                .filter(UseCases::isOne)
                .toList();
    }

    /** Whether it has a public method {@code run} that takes a request and a client. */
    private static boolean isOne(Class<?> type) {
        return Stream.of(type.getMethods())
                .anyMatch(method -> method.getName().equals("run")
                        && method.getParameterCount() == 2
                        && method.getParameterTypes()[1] == BitbucketClient.class);
    }
}
