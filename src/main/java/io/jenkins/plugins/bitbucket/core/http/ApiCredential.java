package io.jenkins.plugins.bitbucket.core.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The identity of a client.
 *
 * @param id the name of the credential in messages, such as its ID in Jenkins
 * @param email the account's email
 * @param token the account's API token
 */
public record ApiCredential(String id, Email email, ApiToken token) {

    // This much of a token counts as the whole token, because the text may be truncated.
    private static final int TELLING = 20;

    public ApiCredential {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(email, "email");
        Objects.requireNonNull(token, "token");
    }

    /** Removes the token from an external text, in every form in which a server may echo it. */
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

    /** The form in which OkHttp shows a response that is not HTTP. */
    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(UTF_8));
    }
}
