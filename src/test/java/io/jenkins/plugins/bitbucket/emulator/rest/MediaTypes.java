package io.jenkins.plugins.bitbucket.emulator.rest;

import java.net.URLConnection;
import java.util.Map;

/** The type of a file according to its name; uncertain for names that reveal nothing. */
final class MediaTypes {

    private static final Map<String, String> MORE = Map.of(
            "css", "text/css",
            "js", "application/javascript",
            "md", "text/markdown",
            "svg", "image/svg+xml",
            "yaml", "text/yaml",
            "yml", "text/yaml");

    private MediaTypes() {}

    static String of(String name) {
        int dot = name.lastIndexOf('.');
        if (dot < 0) {
            return "text/plain";
        }
        String known = URLConnection.guessContentTypeFromName(name);
        return MORE.getOrDefault(name.substring(dot + 1), known == null ? "application/octet-stream" : known);
    }
}
