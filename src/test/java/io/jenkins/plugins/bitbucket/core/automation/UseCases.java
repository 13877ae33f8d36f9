package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The use cases that there are, as their compiled classes tell. */
final class UseCases {

    private UseCases() {}

    /** Those that do their work with an API token. */
    static List<Class<?>> overRest() {
        String room = CreateBranch.class.getPackageName();
        try {
            URI classes = CreateBranch.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            try (Stream<Path> files = Files.list(Path.of(classes).resolve(room.replace('.', '/')))) {
                return files.map(file -> file.getFileName().toString())
                        .filter(name -> name.matches("[A-Za-z]+\\.class"))
                        .<Class<?>>map(name -> load(room + "." + name.replace(".class", "")))
                        .filter(UseCases::isOne)
                        .toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether it has a public method {@code run} that takes a request and a client. */
    private static boolean isOne(Class<?> type) {
        return Stream.of(type.getMethods())
                .anyMatch(method -> method.getName().equals("run")
                        && method.getParameterCount() == 2
                        && method.getParameterTypes()[1] == BitbucketClient.class);
    }
}
