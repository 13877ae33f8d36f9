package io.jenkins.plugins.bitbucket.migration;

import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.util.Secret;
import io.jenkins.plugins.bitbucket.core.http.ApiToken;
import io.jenkins.plugins.bitbucket.core.http.Email;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a “Username with password” seems to hold for Bitbucket. */
enum OldKind {
    APP_PASSWORD {
        @Override
        String wrong() {
            return Messages.OldKind_AppPassword();
        }
    },
    TOKEN_WITH_EMAIL {
        @Override
        String wrong() {
            return Messages.OldKind_TokenWithEmail();
        }
    },
    TOKEN_WITH_USER_NAME {
        @Override
        String wrong() {
            return Messages.OldKind_TokenWithUserName();
        }
    },
    TOKEN_FOR_GIT {
        @Override
        String wrong() {
            return Messages.OldKind_TokenForGit();
        }
    };

    private static final Pattern USER_NAME = Pattern.compile("[A-Za-z0-9_-]+");

    /** What is wrong with it, in one sentence. */
    abstract String wrong();

    /** Empty if it has nothing to do with Bitbucket. */
    static Optional<OldKind> of(UsernamePasswordCredentialsImpl credential) {
        return switch (kind(credential.getPassword())) {
            case APP_PASSWORD -> Optional.of(APP_PASSWORD);
            case API_TOKEN -> ofToken(credential.getUsername().strip());
            default -> Optional.empty();
        };
    }

    private static ApiToken.Kind kind(Secret password) {
        try {
            return new ApiToken(Secret.toString(password)).kind();
        } catch (IllegalArgumentException e) {
            return ApiToken.Kind.UNKNOWN;
        }
    }

    private static Optional<OldKind> ofToken(String username) {
        if (username.equals(ApiToken.GIT_USERNAME)) {
            return Optional.of(TOKEN_FOR_GIT);
        }
        if (USER_NAME.matcher(username).matches()) {
            return Optional.of(TOKEN_WITH_USER_NAME);
        }
        return isEmail(username) ? Optional.of(TOKEN_WITH_EMAIL) : Optional.empty();
    }

    static boolean isEmail(String username) {
        try {
            new Email(username);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
