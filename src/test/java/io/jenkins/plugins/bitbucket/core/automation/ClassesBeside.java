package io.jenkins.plugins.bitbucket.core.automation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The top-level classes of a package, according to the directory of its compiled classes. */
final class ClassesBeside {

    private ClassesBeside() {}

    /** @param type one of them */
    static List<Class<?>> of(Class<?> type) {
        String room = type.getPackageName();
        try {
            URI classes =
                    type.getProtectionDomain().getCodeSource().getLocation().toURI();
            try (Stream<Path> files = Files.list(Path.of(classes).resolve(room.replace('.', '/')))) {
                return files.map(file -> file.getFileName().toString())
                        .filter(name -> name.matches("[A-Za-z]+\\.class"))
                        .sorted()
                        .<Class<?>>map(name -> load(room + "." + name.replace(".class", "")))
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
}
