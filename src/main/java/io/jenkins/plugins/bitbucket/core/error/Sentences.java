package io.jenkins.plugins.bitbucket.core.error;

import java.text.MessageFormat;
import java.util.Arrays;
import java.util.Locale;
import java.util.ResourceBundle;

/**
 * The messages that users read after a failure over REST or SSH. The sentences are in {@code Sentences.properties}; a
 * translation is a file beside it, such as {@code Sentences_de.properties}.
 */
public final class Sentences {

    private static final String BUNDLE = Sentences.class.getName();

    private Sentences() {}

    /**
     * A sentence in the language of this JVM.
     *
     * @param key its name in {@code Sentences.properties}
     * @param values the values for {0}, {1} …, inserted unchanged
     * @throws java.util.MissingResourceException if there is no sentence of that name
     */
    public static String of(String key, Object... values) {
        String pattern = ResourceBundle.getBundle(BUNDLE, Locale.getDefault(), Sentences.class.getClassLoader())
                .getString(key);
        // As text: a number would be formatted for the locale.
        Object[] texts = Arrays.stream(values).map(String::valueOf).toArray();
        return new MessageFormat(pattern, Locale.getDefault()).format(texts);
    }
}
