package io.jenkins.plugins.bitbucket.core.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Who a client is.
 *
 * @param id what messages call the credential, such as its ID in Jenkins
 * @param email the account's email
 * @param token the account's API token
 */
public record ApiCredential(String id, Email email, ApiToken token) {

    // So much of a token in a text is taken for all of it: the text may have been cut.
    private static final int TELLING = 20;

    public ApiCredential {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(email, "email");
        Objects.requireNonNull(token, "token");
    }

    /** Takes the token out of a text that came from elsewhere, in each form in which a server may repeat it. */
    String redact(String text) {
        String secret = token.reveal();
        String redacted = text;
        String userAndPassword = token.authorization(email).replaceFirst("Basic ", "");
        for (String form : List.of(
                secret,
                URLEncoder.encode(secret, UTF_8),
                Base64.getEncoder().encodeToString(secret.getBytes(UTF_8)),
                userAndPassword,
                hex(secret),
                hex(userAndPassword))) {
            redacted = redacted.replace(form, "****");
            if (form.length() > TELLING) {
                String start = Pattern.quote(form.substring(0, TELLING));
                redacted = redacted.replaceAll(start + "[A-Za-z0-9_%=+/.-]*", "****");
            }
        }
        return redacted;
    }

    /** As OkHttp shows an answer that is not of HTTP. */
    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(UTF_8));
    }
}
