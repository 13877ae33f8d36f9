package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Invalid;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.Text;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Why Bitbucket rejects the reviewers of a pull request. Some of its messages contain a display name, as in “Jane Doe
 * is not a member of this workspace …”; “Malformed reviewers list” names nobody.
 *
 * @param messages its sentences
 */
record ReviewerRefusal(List<String> messages) {

    private static final String FIELD = "reviewers";
    // If the sentence is not under the name of its field.
    private static final Pattern SENTENCE =
            Pattern.compile("(?i)malformed reviewers list|is the author and cannot be|is not a member of this workspace"
                    + "|does not have access to view this pull request");
    // The text after the name.
    private static final Pattern VERB = Pattern.compile(" (?:is|does|has|was|cannot|can't) .*");

    /** The refusal in {@code failure}, if the reviewers are the reason, or may be because there is none. */
    static Optional<ReviewerRefusal> in(Throwable failure) {
        if (!(failure instanceof Invalid invalid)) {
            return Optional.empty();
        }
        if (invalid.isSilent()) {
            return Optional.of(new ReviewerRefusal(List.of(Sentences.of("Reviewer.RefusedSilently"))));
        }
        Stream<String> ofFields = invalid.fields().entrySet().stream()
                .flatMap(field -> field.getValue().stream()
                        .filter(text -> field.getKey().startsWith(FIELD)
                                || SENTENCE.matcher(text).find()));
        Stream<String> words = invalid.fields().isEmpty()
                        && (invalid.words().startsWith(FIELD + ":")
                                || SENTENCE.matcher(invalid.words()).find())
                ? Stream.of(invalid.words())
                : Stream.empty();
        List<String> messages = Stream.concat(ofFields, words)
                .map(text -> text.replaceFirst("^" + FIELD + "[^: ]*: ", ""))
                .toList();
        return messages.isEmpty() ? Optional.empty() : Optional.of(new ReviewerRefusal(messages));
    }

    /** The sentence about {@code person}, if it can't be about any of {@code others}. */
    <T> Optional<String> of(T person, List<T> others, Function<T, Stream<String>> names) {
        return messages.stream()
                .filter(message -> meant(message, others, names).equals(List.of(person)))
                .findFirst();
    }

    /** The name in a sentence: among names with the same beginning, the longest one. */
    private static <T> List<T> meant(String message, List<T> people, Function<T, Stream<String>> names) {
        Function<T, Integer> matching = person -> names.apply(person)
                .map(Text::printable)
                .filter(name -> !name.isEmpty()
                        && message.startsWith(name)
                        && VERB.matcher(message.substring(name.length())).matches())
                .map(String::length)
                .max(Comparator.naturalOrder())
                .orElse(0);
        int longest =
                people.stream().map(matching).max(Comparator.naturalOrder()).orElse(0);
        return longest == 0
                ? List.of()
                : people.stream()
                        .filter(person -> matching.apply(person) == longest)
                        .toList();
    }

    @Override
    public String toString() {
        return String.join(" ", messages);
    }
}
