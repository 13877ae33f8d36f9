package io.jenkins.plugins.bitbucket.emulator.rest;

import io.jenkins.plugins.bitbucket.emulator.http.ServerResponse;
import io.jenkins.plugins.bitbucket.emulator.state.Quirks;
import io.jenkins.plugins.bitbucket.emulator.state.Token;
import java.util.List;

/** The headers about the token in every response; seen in recorded exchanges. */
final class CredentialHeaders {

    private final Quirks quirks;
    private volatile ScopeHeader style = ScopeHeader.NEW_NAMES;

    CredentialHeaders(Quirks quirks) {
        this.quirks = quirks;
    }

    void style(ScopeHeader style) {
        this.style = style;
    }

    /** @param accepted the scopes that the operation accepts */
    ServerResponse addTo(ServerResponse answer, Token token, List<String> accepted) {
        ServerResponse typed = answer.with("X-Credential-Type", "api_token");
        if (style == ScopeHeader.ABSENT) {
            return typed;
        }
        ScopeHeader names = token.speaksOfOldNames() ? ScopeHeader.OLD_NAMES : style;
        return typed.with("X-OAuth-Scopes", granted(names.names(token.scopes())))
                .with("X-Accepted-OAuth-Scopes", String.join(", ", names.names(accepted)));
    }

    private String granted(List<String> scopes) {
        if (!quirks.areScopesInTwoLines() || scopes.size() < 2) {
            return String.join(", ", scopes);
        }
        int half = scopes.size() / 2;
        return String.join(", ", scopes.subList(0, half)) + "\n"
                + String.join(", ", scopes.subList(half, scopes.size()));
    }
}
