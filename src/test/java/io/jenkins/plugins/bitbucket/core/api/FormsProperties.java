package io.jenkins.plugins.bitbucket.core.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.jenkins.plugins.bitbucket.core.error.Text;
import io.jenkins.plugins.bitbucket.core.http.ApiToken;
import io.jenkins.plugins.bitbucket.core.http.Email;
import io.jenkins.plugins.bitbucket.core.http.RetryAfter;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.eclipse.jgit.lib.Repository;

/** Properties of every text in a form or a response. */
class FormsProperties {

    @Provide
    Arbitrary<String> almostNames() {
        return Arbitraries.strings()
                .withChars("ab/.-@{~^:?*[\\ \u0001\u007fé")
                .withChars("HEADlock")
                .ofMinLength(0)
                .ofMaxLength(12);
    }

    @Property(tries = 5000)
    void acceptsABranchOnlyIfGitDoes(@ForAll("almostNames") String name) {
        boolean gitTakesIt = Repository.isValidRefName("refs/heads/" + name);
        if (!gitTakesIt) {
            assertThat(taken(() -> new BranchName(name))).isEmpty();
        } else if (!name.startsWith("-") && !name.equals("@") && !name.equals("HEAD")) {
            assertThat(taken(() -> new BranchName(name))).isPresent();
        }
    }

    @Property
    void readsARepositoryInEveryForm(@ForAll("slugs") String workspace, @ForAll("slugs") String slug) {
        RepositoryId id = new RepositoryId(workspace, slug);
        for (String form : new String[] {
            "%s/%s",
            "https://bitbucket.org/%s/%s.git",
            "https://someone@bitbucket.org/%s/%s",
            "git@bitbucket.org:%s/%s.git",
            "ssh://git@ssh.bitbucket.org/%s/%s.git"
        }) {
            assertThat(RepositoryId.parse(String.format(form, workspace, slug))).isEqualTo(id);
        }
    }

    @Provide
    Arbitrary<String> slugs() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('0', '9')
                .withChars("_-")
                .ofMinLength(1)
                .ofMaxLength(40);
    }

    @Property
    void acceptsOrRejectsAnyTextAsARepository(@ForAll String text) {
        taken(() -> RepositoryId.parse(text))
                .ifPresent(id -> assertThat(RepositoryId.parse(id.toString())).isEqualTo(id));
    }

    @Property
    void sendsAnEmailUnchangedOrNotAtAll(@ForAll("almostEmails") String text) {
        taken(() -> new Email(text)).ifPresent(email -> {
            String header = new ApiToken("t0ken").authorization(email).replaceFirst("Basic ", "");
            assertThat(new String(Base64.getDecoder().decode(header), StandardCharsets.UTF_8))
                    .isEqualTo(text.strip() + ":t0ken");
        });
    }

    @Provide
    Arbitrary<String> almostEmails() {
        return Arbitraries.strings().withChars("ab@.: +\né").ofMaxLength(10);
    }

    @Property
    void encodesWhatAServerDecodes(@ForAll String text) {
        String encoded = BitbucketClient.encode(text.replaceAll("\\p{Cs}", ""));
        assertThat(encoded).matches("[A-Za-z0-9._*%-]*");
        assertThat(URLDecoder.decode(encoded, StandardCharsets.UTF_8)).isEqualTo(text.replaceAll("\\p{Cs}", ""));
    }

    @Property
    void neverWaitsLongerThanAnHour(@ForAll String header) {
        assertThatCode(() -> RetryAfter.parse(header, Instant.EPOCH)).doesNotThrowAnyException();
        RetryAfter.parse(header, Instant.EPOCH)
                .ifPresent(wait -> assertThat(wait).isBetween(Duration.ZERO, Duration.ofHours(1)));
    }

    @Property
    void waitsAsLongAsTheServerAsks(@ForAll @IntRange(min = 0, max = 3600) int seconds) {
        Instant now = Instant.parse("2026-11-23T10:00:00Z");
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                now.plusSeconds(seconds).atOffset(ZoneOffset.UTC));

        assertThat(RetryAfter.parse(" " + seconds + " ", now)).contains(Duration.ofSeconds(seconds));
        assertThat(RetryAfter.parse(date, now)).contains(Duration.ofSeconds(seconds));
    }

    @Property
    void shortensTextToOneLine(@ForAll String text) {
        String line = Text.printable(text);
        assertThat(line).hasSizeLessThanOrEqualTo(501);
        assertThat(line.chars().noneMatch(Character::isISOControl)).isTrue();
    }

    private static <T> Optional<T> taken(java.util.function.Supplier<T> value) {
        try {
            return Optional.of(value.get());
        } catch (IllegalArgumentException refused) {
            assertThat(refused).message().isNotBlank();
            return Optional.empty();
        }
    }
}
