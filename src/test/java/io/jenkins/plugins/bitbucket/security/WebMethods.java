package io.jenkins.plugins.bitbucket.security;

import io.jenkins.plugins.bitbucket.credentials.BitbucketApiToken;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.kohsuke.stapler.WebApp;

/** The parts of a class that a URL reaches, according to Stapler, which routes the requests of Jenkins. */
final class WebMethods {

    private static final String PACKAGE = "io.jenkins.plugins.bitbucket.";

    /**
     * Stapler's description of a route to a method or a field of the plugin; a blocked one begins with a word of
     * warning.
     */
    private static final Pattern ROUTE =
            Pattern.compile("(?!BLOCKED).*?" + Pattern.quote(PACKAGE) + "(\\S+)\\.(\\w+)(?:\\(.*)? for .*");

    private WebMethods() {}

    /** All instantiable classes of the plugin, wherever they were compiled to. */
    static List<Class<?>> classesOfThePlugin() throws IOException, URISyntaxException {
        Path root = Path.of(BitbucketApiToken.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> root.relativize(file).toString())
                    .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
                    .map(file -> file.replace(".class", "").replace('/', '.'))
                    .<Class<?>>map(WebMethods::load)
                    .filter(type -> !Modifier.isAbstract(type.getModifiers()))
                    .toList();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, WebMethods.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The methods of {@code type} that a URL reaches, without those of Jenkins' own classes, by class and name. */
    static Map<String, List<Method>> of(Class<?> type, ServletContext jenkins) {
        Map<String, List<Method>> found = new TreeMap<>();
        WebApp.get(jenkins).getMetaClass(type).dispatchers.stream()
                .map(dispatcher -> ROUTE.matcher(dispatcher.toString()))
                .filter(Matcher::matches)
                .map(route -> route.group(2))
                .distinct()
                .forEach(name -> found.put(
                        type.getName().replace(PACKAGE, "") + "." + name,
                        Stream.of(type.getMethods())
                                .filter(method -> method.getName().equals(name))
                                .toList()));
        return found;
    }
}
