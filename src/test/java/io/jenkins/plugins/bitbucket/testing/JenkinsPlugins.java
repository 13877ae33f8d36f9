package io.jenkins.plugins.bitbucket.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;

/**
 * Plugin files for a Jenkins in a separate process.
 *
 * @param files by the plugins' names
 */
public record JenkinsPlugins(Map<String, Path> files) {

    private static final String TYPE = ".hpi";

    /** @param folders the folders of the build, separated by colons */
    public static JenkinsPlugins in(String folders) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        for (String folder : folders.split(":")) {
            try (var found = Files.newDirectoryStream(Path.of(folder), "*" + TYPE)) {
                for (Path file : found) {
                    String name = file.getFileName().toString();
                    files.put(name.substring(0, name.length() - TYPE.length()), file);
                }
            }
        }
        return new JenkinsPlugins(files);
    }

    /** Some plugins, and everything that they require. */
    public JenkinsPlugins only(List<String> names) throws IOException {
        Map<String, Path> needed = new TreeMap<>();
        Deque<String> open = new ArrayDeque<>(names);
        while (!open.isEmpty()) {
            String name = open.pop();
            Path file = files.get(name);
            if (file == null) {
                throw new UnexpectedOutcome("the plugin " + name + " is not there.");
            }
            if (needed.put(name, file) == null) {
                open.addAll(requiredBy(file));
            }
        }
        return new JenkinsPlugins(needed);
    }

    public JenkinsPlugins without(String name) {
        Map<String, Path> others = new TreeMap<>(files);
        others.remove(name);
        return new JenkinsPlugins(others);
    }

    public void installIn(Path home) throws IOException {
        Path plugins = Files.createDirectories(home.resolve("plugins"));
        for (Map.Entry<String, Path> plugin : files.entrySet()) {
            Files.copy(plugin.getValue(), plugins.resolve(plugin.getKey() + ".jpi"));
        }
    }

    private static List<String> requiredBy(Path file) throws IOException {
        try (JarFile plugin = new JarFile(file.toFile())) {
            String all = plugin.getManifest().getMainAttributes().getValue("Plugin-Dependencies");
            return all == null
                    ? List.of()
                    : Arrays.stream(all.split(","))
                            .filter(one -> !one.contains("resolution:=optional"))
                            .map(one -> one.substring(0, one.indexOf(':')))
                            .toList();
        }
    }
}
