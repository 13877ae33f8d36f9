package io.jenkins.plugins.bitbucket.steps;

import hudson.Util;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A parameter that is a list of words, which a form and a script can give as one text, separated by commas. */
final class CommaSeparated {

    private static final String COMMA = ", ";

    private CommaSeparated() {}

    /** The words of {@code text}. */
    static List<String> split(String text) {
        return Stream.of(Util.fixNull(text).split(","))
                .map(String::trim)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** The words of {@code texts}, each of which may contain several, as one text. */
    static String join(List<String> texts) {
        return texts.stream().flatMap(text -> split(text).stream()).collect(Collectors.joining(COMMA));
    }
}
