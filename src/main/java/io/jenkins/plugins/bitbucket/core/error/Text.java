package io.jenkins.plugins.bitbucket.core.error;

import java.util.Locale;
import java.util.regex.Pattern;

/** Makes external texts safe for a message, a console or a script. */
public final class Text {

    // Longer than any known sentence of Bitbucket's, and short enough to read in a console.
    private static final int MAX_SHOWN = 500;

    // Two of the invisible characters join letters and emoji, and don't change the text direction.
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\u200c\u200d]]+");

    private Text() {}

    /** {@code text} on one line, without control characters and invisible direction marks, at full length. */
    public static String oneLine(String text) {
        return UNPRINTABLE.matcher(text).replaceAll(" ").strip();
    }

    /** As {@link #oneLine}, truncated if it is too long to show. */
    public static String printable(String text) {
        return truncated(oneLine(text), MAX_SHOWN + 1);
    }

    /**
     * {@code text}, with an ellipsis at its end if it is too long.
     *
     * @param most the maximum length, in {@code char}s
     */
    public static String truncated(String text, int most) {
        return text.length() <= most ? text : beginning(text, most - 1) + "…";
    }

    /**
     * The beginning of a longer text.
     *
     * @param most its maximum length, in {@code char}s
     */
    public static String beginning(String text, int most) {
        // A character beyond the first 65,536 takes two chars, which stay together.
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }

    /** {@code text} with a capital first letter, to start a sentence. */
    public static String capitalized(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /** Whether {@code text} can be sent unchanged: a Java string may contain half of a character. */
    public static boolean isUnicode(String text) {
        return text.codePoints().noneMatch(point -> Character.getType(point) == Character.SURROGATE);
    }
}
