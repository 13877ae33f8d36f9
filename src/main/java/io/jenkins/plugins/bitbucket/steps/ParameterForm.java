package io.jenkins.plugins.bitbucket.steps;

/** The form of a parameter with several texts as a single text. */
enum ParameterForm {
    /** A list of words, separated by commas. */
    WORDS,
    /** A list of texts without line breaks, which may contain commas: one per line. */
    LINES,
    /**
     * Texts by their names, as a JSON object; also in a snippet, because the generator does not quote the keys of a
     * map.
     */
    MAP;

    /** What a script can give instead. */
    Object split(String text) {
        return switch (this) {
            case WORDS -> CommaSeparated.split(text);
            case LINES -> text.lines().toList();
            case MAP -> text;
        };
    }
}
