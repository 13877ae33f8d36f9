package io.jenkins.plugins.bitbucket.steps;

/** How a parameter that takes more than one text stands as a single one in a form. */
enum ParameterForm {
    /** A list of words, between commas. */
    WORDS,
    /** A list of texts without line breaks, which may hold commas: one on each line. */
    LINES,
    /** Texts by their names, as a JSON object, also in a snippet: the generator does not quote the names of a map. */
    MAP;

    /** What a script gives in its place. */
    Object split(String text) {
        return switch (this) {
            case WORDS -> CommaSeparated.split(text);
            case LINES -> text.lines().toList();
            case MAP -> text;
        };
    }
}
