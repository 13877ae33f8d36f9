package io.jenkins.plugins.bitbucket.core.error;

import java.util.regex.Pattern;

/** Texts from outside, made fit for a message or a console. */
public final class Text {

    private static final int LONGEST = 500;

    // Two of the invisible characters join letters and emoji, and turn nothing around.
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\u200c\u200d]]+");

    private Text() {}

    /** {@code text} on one line, without control characters and invisible directions, and not endless. */
    public static String printable(String text) {
        String line = UNPRINTABLE.matcher(text).replaceAll(" ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    /** Whether {@code text} can be sent as it is: in Java it may hold one half of a character. */
    public static boolean isUnicode(String text) {
        return text.codePoints().noneMatch(point -> Character.getType(point) == Character.SURROGATE);
    }
}
