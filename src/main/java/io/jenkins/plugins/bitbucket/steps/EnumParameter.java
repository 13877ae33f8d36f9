package io.jenkins.plugins.bitbucket.steps;

import hudson.util.ListBoxModel;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A parameter with a few allowed values: the constants of an enum, in lower case. */
final class EnumParameter {

    private EnumParameter() {}

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if {@code word} is not allowed, with the allowed values */
    static <E extends Enum<E>> E of(Class<E> choices, String parameter, String word) {
        return Stream.of(choices.getEnumConstants())
                .filter(constant -> word(constant).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(Messages.Choice_Unknown(
                        parameter,
                        word,
                        Stream.of(choices.getEnumConstants())
                                .map(EnumParameter::word)
                                .collect(Collectors.joining(", ")))));
    }

    static ListBoxModel items(Class<? extends Enum<?>> choices) {
        ListBoxModel items = new ListBoxModel();
        Stream.of(choices.getEnumConstants()).map(EnumParameter::word).forEach(items::add);
        return items;
    }
}
