package io.jenkins.plugins.bitbucket.core.automation;

/** The text of a comment or a description, which Bitbucket may store with other line ends and white space around it. */
final class Markdown {

    private Markdown() {}

    /** Whether both are the same text, apart from what Bitbucket may change. */
    static boolean isSame(String one, String other) {
        return normalized(one).equals(normalized(other));
    }

    private static String normalized(String text) {
        return text.replace("\r\n", "\n").strip();
    }
}
