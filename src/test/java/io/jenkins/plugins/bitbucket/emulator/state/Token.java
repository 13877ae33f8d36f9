package io.jenkins.plugins.bitbucket.emulator.state;

import java.util.List;

/** An API token that Bitbucket accepts, for REST or for git. */
public record Token(String value, Account account, List<String> scopes) {

    public boolean grants(List<String> required) {
        return scopes.containsAll(required);
    }

    @Override
    public String toString() {
        return "a token of " + account;
    }
}
