package io.jenkins.plugins.bitbucket.core.http;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.PermissionMissing;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.ScopeMissing;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.Text;
import io.jenkins.plugins.bitbucket.core.error.TokenRejected;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Distinguishes the reasons why Bitbucket rejects a token (401) or denies an action (403). */
record AccessErrorDecoder(RestErrorDecoder decoder) {

    TokenRejected unauthorized(int status, ErrorBody body) {
        String words = RestErrorDecoder.atEnd(body.words());
        Optional<String> kind = adviceOnKind(body.words());
        Optional<String> advice = kind.or(() -> adviceOnPolicy(body.words()));
        if (advice.isPresent()) {
            return rejected(Sentences.of("Token.RejectedSaying", status, words, advice.get()), kind.isPresent());
        }
        boolean usual = body.meaning().isEmpty() || RefusalKind.USELESS_TOKEN.isIn(body.words());
        return adviceByToken()
                .or(() -> usual ? Optional.of(Sentences.of("Token.Unusable", ApiToken.PAGE)) : Optional.empty())
                .map(hint -> rejected(Sentences.of("Token.Rejected", status, hint), true))
                .orElseGet(() -> rejected(Sentences.of("Token.RejectedSaying", status, words, ""), false));
    }

    BitbucketException forbidden(Response response, ErrorBody body) {
        int status = response.status();
        String words = body.words();
        Collection<String> granted =
                body.grantedScopes().isEmpty() ? response.grantedScopes().orElse(Set.of()) : body.grantedScopes();
        if (!body.requiredScopes().isEmpty()) {
            return scopeMissing(body.requiredScopes(), granted);
        }
        if (RefusalKind.NOT_AN_API_TOKEN.isIn(words) || RefusalKind.APP_PASSWORD.isIn(words)) {
            return unauthorized(status, body);
        }
        Optional<String> policy = adviceOnPolicy(words);
        if (policy.isPresent()) {
            return denied(status, body, policy.get());
        }
        if (RefusalKind.MISSING_SCOPE.isIn(words)) {
            return response.acceptedScopes()
                    .filter(accepted -> !accepted.isEmpty())
                    .map(accepted -> scopeMissing(accepted, granted))
                    .orElseGet(() -> unnamedScopeMissing(status, words, granted));
        }
        if (RefusalKind.NO_SUCH_API.isIn(words) || !body.meaningful() && !words.isEmpty()) {
            // Bitbucket answers a bare “Forbidden” to addresses outside of “/2.0”.
            return decoder.noSuchApi(status, body);
        }
        if (RefusalKind.MISSING_PERMISSION.isIn(words)) {
            return denied(status, body, Sentences.of("Advice.AccountPermission"));
        }
        return denied(status, body, words.isEmpty() ? Sentences.of("Advice.SilentRefusal") : "");
    }

    private TokenRejected rejected(String reason, boolean needsNewToken) {
        String safe = decoder.credential().redact(reason).strip();
        return new TokenRejected(decoder.error(safe), safe, needsNewToken);
    }

    private PermissionMissing denied(int status, ErrorBody body, String advice) {
        return new PermissionMissing(decoder.message(RestErrorDecoder.says(status, body), advice));
    }

    /** For a secret that is not an API token; empty if it may be one. */
    private static Optional<String> adviceOnKind(String words) {
        if (RefusalKind.APP_PASSWORD.isIn(words)) {
            return Optional.of(Sentences.of("Token.AppPassword", ApiToken.PAGE));
        }
        return RefusalKind.NOT_AN_API_TOKEN.isIn(words)
                ? Optional.of(Sentences.of("Token.AccessToken", ApiToken.PAGE))
                : Optional.empty();
    }

    /** For the requirements of a workspace or an organization; empty if it is none. */
    private static Optional<String> adviceOnPolicy(String words) {
        if (RefusalKind.SINGLE_SIGN_ON.isIn(words)) {
            // Only Bitbucket's own words can help here.
            return Optional.of("");
        }
        if (RefusalKind.TWO_STEP_VERIFICATION.isIn(words)) {
            return Optional.of(Sentences.of("Advice.TwoStep"));
        }
        return RefusalKind.IP_ALLOWLIST.isIn(words) ? Optional.of(Sentences.of("Advice.AllowIp")) : Optional.empty();
    }

    private Optional<String> adviceByToken() {
        return switch (decoder.credential().token().kind()) {
            case ACCESS_TOKEN -> Optional.of(Sentences.of("Token.AccessToken", ApiToken.PAGE));
            case APP_PASSWORD -> Optional.of(Sentences.of("Token.AppPassword", ApiToken.PAGE));
            case API_TOKEN, UNKNOWN -> Optional.empty();
        };
    }

    private ScopeMissing scopeMissing(Collection<String> required, Collection<String> granted) {
        Set<String> missing = ScopeNames.missing(required, granted);
        String lacks = Text.printable(String.join(" and ", missing.isEmpty() ? required : missing));
        String has = Text.printable(String.join(", ", new TreeSet<>(granted)));
        return new ScopeMissing(
                decoder.message(
                        granted.isEmpty()
                                ? Sentences.of("Scope.MissingOnly", lacks)
                                : Sentences.of("Scope.Missing", lacks, has),
                        Sentences.of("Advice.NewScopes", ApiToken.PAGE)),
                List.copyOf(required),
                List.copyOf(granted));
    }

    private ScopeMissing unnamedScopeMissing(int status, String words, Collection<String> granted) {
        return new ScopeMissing(
                decoder.message(
                        Sentences.of("Scope.MissingUnnamed", Text.printable(words), status),
                        Sentences.of("Advice.NewScopes", ApiToken.PAGE)),
                List.of(),
                List.copyOf(granted));
    }
}
