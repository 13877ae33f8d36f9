package io.jenkins.plugins.bitbucket.testing;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Creates any Java text from a fuzzer's bytes, in a form that can also be written into a file by hand. */
public final class FuzzText {

    private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-f]{4})");

    private FuzzText() {}

    /**
     * UTF-8, in which a backslash, {@code u} and four digits are a {@code char}, so that half a character can be
     * written.
     */
    public static String of(byte[] input) {
        return ESCAPE.matcher(new String(input, StandardCharsets.UTF_8))
                .replaceAll(m -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(m.group(1), 16))));
    }
}
