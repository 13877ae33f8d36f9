package io.jenkins.plugins.bitbucket.steps;

import hudson.Util;
import java.util.List;
import java.util.stream.Stream;

/** A parameter that is a list of words, for which a form has one field. */
final class CommaSeparated {

    private CommaSeparated() {}

    /** Those of {@code texts}, each of which may hold several between commas. */
    static List<String> of(List<String> texts) {
        return Util.fixNull(texts).stream()
                .flatMap(text -> Stream.of(Util.fixNull(text).split(",")))
                .map(String::trim)
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
