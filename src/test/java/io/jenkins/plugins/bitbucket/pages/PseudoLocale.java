package io.jenkins.plugins.bitbucket.pages;

import io.jenkins.plugins.bitbucket.core.error.Sentences;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.Properties;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;
import java.util.regex.Pattern;
import jenkins.model.Jenkins;
import org.jvnet.localizer.ResourceProvider;
import org.kohsuke.stapler.WebApp;
import org.kohsuke.stapler.jelly.JellyFacet;
import org.kohsuke.stapler.jelly.ResourceBundleFactory;

/**
 * A language in which every text stands between two marks, but for what is filled in. What a page shows without them
 * can't be translated.
 */
final class PseudoLocale implements AutoCloseable {

    private static final Locale LOCALE = Locale.forLanguageTag("xx");
    private static final String FILE = "_xx.properties";
    private static final Pattern TRANSLATED = Pattern.compile("⟦[^⟦⟧]*⟧");
    private static final Pattern FILLED_IN = Pattern.compile("\\{\\d[^{}]*}");

    private final Locale before = Locale.getDefault();
    private final Path sentences;

    /** Makes it the language of the pages of the Jenkins that runs. */
    PseudoLocale() throws IOException, URISyntaxException {
        WebApp.get(Jenkins.get().getServletContext()).getFacet(JellyFacet.class).resourceBundleFactory = new OfJelly();
        ResourceProvider.setProvider(new OfMessages());
        // Java looks for it on the class path.
        Path classes = Path.of(PseudoLocale.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        sentences = classes.resolve(Sentences.class.getName().replace('.', '/') + FILE);
        Files.createDirectories(sentences.getParent());
        Files.write(sentences, translated(Sentences.class.getResource("Sentences.properties")));
        Locale.setDefault(LOCALE);
    }

    /** What is left of a text without all that is between marks. */
    static String untranslated(String text) {
        String left = text;
        for (String last = ""; !left.equals(last); ) {
            last = left;
            left = TRANSLATED.matcher(left).replaceAll(" ");
        }
        return left;
    }

    @Override
    public void close() throws IOException {
        Locale.setDefault(before);
        ResourceProvider.setProvider(ResourceProvider.DEFAULT);
        Files.delete(sentences);
        ResourceBundle.clearCache(Sentences.class.getClassLoader());
    }

    private static String marked(String pattern) {
        // A choice between texts is a text as a whole.
        return "⟦"
                + (pattern.contains(",choice,")
                        ? pattern
                        : FILLED_IN.matcher(pattern).replaceAll("⟧$0⟦")) + "⟧";
    }

    private static byte[] translated(URL bundle) throws IOException {
        Properties texts = new Properties();
        try (InputStream in = bundle.openStream()) {
            PropertyResourceBundle english = new PropertyResourceBundle(in);
            english.keySet().forEach(key -> texts.setProperty(key, marked(english.getString(key))));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        texts.store(out, null);
        return out.toByteArray();
    }

    /** The texts of Jelly pages, of which most have no file: there the key is the text. */
    private static final class OfJelly extends ResourceBundleFactory {
        @Override
        public org.kohsuke.stapler.jelly.ResourceBundle create(String baseName) {
            return new org.kohsuke.stapler.jelly.ResourceBundle(baseName) {
                @Override
                public String format(Locale locale, String key, Object... arguments) {
                    String pattern = getFormatString(locale, key);
                    return pattern == null ? marked(key) : MessageFormat.format(marked(pattern), arguments);
                }
            };
        }
    }

    /** The {@code Messages} of all classes, Jenkins' own among them. */
    private static final class OfMessages extends ResourceProvider {
        @Override
        public URL getResource(String name, Class<?> owner) {
            URL english = DEFAULT.getResource(name.replace(FILE, ".properties"), owner);
            try {
                return !name.endsWith(FILE) || english == null
                        ? DEFAULT.getResource(name, owner)
                        : inMemory(translated(english));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static URL inMemory(byte[] content) throws IOException {
            return new URL("memory", "", -1, "", new URLStreamHandler() {
                @Override
                protected URLConnection openConnection(URL url) {
                    return new URLConnection(url) {
                        @Override
                        public void connect() {
                            // It is there.
                        }

                        @Override
                        public InputStream getInputStream() {
                            return new ByteArrayInputStream(content);
                        }
                    };
                }
            });
        }
    }
}
