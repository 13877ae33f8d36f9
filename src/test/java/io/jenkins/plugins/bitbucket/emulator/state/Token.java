package io.jenkins.plugins.bitbucket.emulator.state;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** An API token that Bitbucket accepts, for REST or for git. */
public record Token(String value, Account account, List<String> scopes) {

    /** The beginning of every token made here. */
    public static final String START = "ATATT3xCANARYOFTESTS";

    /** Scopes with new names must all be present; those with old names imply others. */
    public boolean grants(List<String> required) {
        Set<String> implied = scopes.stream()
                .filter(Scopes::isOldName)
                .flatMap(scope -> Scopes.impliedBy(scope).stream())
                .collect(Collectors.toSet());
        return required.stream().allMatch(scope -> scopes.contains(scope) || implied.contains(Scopes.oldName(scope)));
    }

    /** Whether its scopes have the names from before API tokens. */
    public boolean speaksOfOldNames() {
        return scopes.stream().anyMatch(Scopes::isOldName);
    }

    @Override
    public String toString() {
        return "a token of " + account;
    }
}
