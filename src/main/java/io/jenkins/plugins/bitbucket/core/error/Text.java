package io.jenkins.plugins.bitbucket.core.error;

import java.util.Locale;
import java.util.regex.Pattern;

/** Texts from outside, made fit for a message, a console or a script. */
public final class Text {

    // Longer than any sentence of Bitbucket's that was seen, short enough to read in a console.
    private static final int MAX_SHOWN = 500;

    // Two of the invisible characters join letters and emoji, and turn nothing around.
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\u200c\u200d]]+");

    private Text() {}

    /** {@code text} on one line, without control characters and invisible directions, as long as it is. */
    public static String oneLine(String text) {
        return UNPRINTABLE.matcher(text).replaceAll(" ").strip();
    }

    /** As {@link #oneLine}, and cut where it is too long to be shown to people. */
    public static String printable(String text) {
        String line = oneLine(text);
        if (line.length() <= MAX_SHOWN) {
            return line;
        }
        // A character beyond the 65,536 first ones takes two places, and is not cut in the middle.
        int end = Character.isHighSurrogate(line.charAt(MAX_SHOWN - 1)) ? MAX_SHOWN - 1 : MAX_SHOWN;
        return line.substring(0, end) + "…";
    }

    /** {@code text} as it begins a sentence. */
    public static String capitalized(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /** Whether {@code text} can be sent as it is: in Java it may hold one half of a character. */
    public static boolean isUnicode(String text) {
        return text.codePoints().noneMatch(point -> Character.getType(point) == Character.SURROGATE);
    }
}
