package io.jenkins.plugins.bitbucket.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Properties of every message that users see. */
public final class SafeText {

    private static final int MAX_LENGTH = 4_000;

    private SafeText() {}

    /** The message is one short line without control characters; neither it nor a cause contains the token. */
    public static void assertSafe(Throwable failure, String token) {
        assertThat(failure.getMessage()).isNotBlank().hasSizeLessThan(MAX_LENGTH);
        assertThat(failure.getMessage().chars().anyMatch(Character::isISOControl))
                .as("a control character in “%s”", failure.getMessage())
                .isFalse();
        for (Throwable link = failure; link != null; link = link.getCause()) {
            assertHides(link.toString(), token);
        }
    }

    /** {@code text} does not contain the token in any form in which a server may echo it, in full or in part. */
    public static void assertHides(String text, String token) {
        for (String form : List.of(
                token,
                token.substring(0, 20),
                URLEncoder.encode(token, StandardCharsets.UTF_8),
                base64(token),
                base64(Acme.EMAIL + ":" + token),
                HexFormat.of().formatHex(token.getBytes(StandardCharsets.UTF_8)))) {
            assertThat(text).doesNotContain(form);
        }
        // After any email, which shifts the groups of three bytes.
        for (String before : List.of("", ":", "::")) {
            String form = base64(before + token);
            assertThat(text).doesNotContain(form.substring(4, form.length() - 4));
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
