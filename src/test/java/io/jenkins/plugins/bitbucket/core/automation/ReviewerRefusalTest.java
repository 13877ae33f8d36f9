package io.jenkins.plugins.bitbucket.core.automation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Invalid;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom Bitbucket means when it rejects the reviewers. */
class ReviewerRefusalTest {

    private static Invalid refusal(String words, Map<String, List<String>> fields) {
        return new Invalid("Can't open a pull request.", 400, words, fields, Optional.empty());
    }

    private static Optional<String> in(String words) {
        return ReviewerRefusal.in(refusal(words, Map.of())).map(ReviewerRefusal::toString);
    }

    private static Optional<String> about(String person, String sentence, String... others) {
        List<String> people =
                Stream.concat(Stream.of(person), Stream.of(others)).toList();
        return new ReviewerRefusal(List.of("Malformed reviewers list", sentence)).of(person, people, Stream::of);
    }

    @ParameterizedTest
    @CsvSource({
        "reviewers: Jane is odd, Jane is odd",
        "Jane is the author and cannot be a reviewer, Jane is the author and cannot be a reviewer",
        "Malformed Reviewers List, Malformed Reviewers List",
        "title: Jane is odd,",
        "Jane is odd,"
    })
    void isRecognizedByItsWords(String words, String message) {
        assertThat(in(words)).isEqualTo(Optional.ofNullable(message));
    }

    @Test
    void isRecognizedByItsField() {
        Map<String, List<String>> fields = Map.of("reviewers.0", List.of("Jane is odd"), "title", List.of("Too long"));

        assertThat(ReviewerRefusal.in(refusal("reviewers.0: Jane is odd title: Too long", fields)))
                .hasToString("Optional[Jane is odd]");
        assertThat(ReviewerRefusal.in(refusal("reviewers: odd", Map.of("title", List.of("reviewers are odd")))))
                .isEmpty();
    }

    @Test
    void mayBeTheReasonIfThereIsNone() {
        assertThat(in("")).hasValueSatisfying(why -> assertThat(why).isNotBlank());
        assertThat(ReviewerRefusal.in(new IllegalStateException("reviewers: no")))
                .isEmpty();
    }

    @Test
    void namesAPersonByTheBeginningOfASentence() {
        String sentence = "Jane Doe is not a member of this workspace.";

        assertThat(about("Jane Doe", sentence, "Joe")).contains(sentence);
        assertThat(about("Jane Doe", sentence, "Jane", "")).contains(sentence);
        assertThat(about("Jane", sentence, "Jane Doe")).isEmpty();
        assertThat(about("Joe", sentence, "Jane Doe")).isEmpty();
        assertThat(about("Jane", sentence, "Joe")).isEmpty();
        assertThat(about("Jane", "Janet is not a member.")).isEmpty();
        assertThat(about("", " is not a member.")).isEmpty();
    }

    @Test
    void namesNobodyIfTwoHaveTheName() {
        assertThat(new ReviewerRefusal(List.of("Jane is the author."))
                        .of(1, List.of(1, 2), person -> Stream.of("Jane")))
                .isEmpty();
    }
}
