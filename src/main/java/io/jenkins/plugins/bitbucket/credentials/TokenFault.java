package io.jenkins.plugins.bitbucket.credentials;

import hudson.util.Secret;
import io.jenkins.plugins.bitbucket.core.http.ApiToken;
import io.jenkins.plugins.bitbucket.core.http.Email;
import java.util.Optional;

/** What is wrong with an email or a token, as far as is visible without asking Bitbucket. */
final class TokenFault {

    private TokenFault() {}

    /** One or two sentences. */
    static Optional<String> ofEmail(String email) {
        if (email.isEmpty()) {
            return Optional.of(Messages.BitbucketApiToken_NoEmail());
        }
        try {
            new Email(email);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** One or two sentences, with what to do. */
    static Optional<String> of(Secret token) {
        if (Secret.toString(token).isBlank()) {
            return Optional.of(Messages.TokenFault_None(ApiToken.PAGE));
        }
        try {
            return switch (new ApiToken(Secret.toString(token)).kind()) {
                case ACCESS_TOKEN -> Optional.of(Messages.TokenFault_AccessToken(ApiToken.PAGE));
                case APP_PASSWORD -> Optional.of(Messages.TokenFault_AppPassword(ApiToken.PAGE));
                default -> Optional.empty();
            };
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }
}
