package io.jenkins.plugins.bitbucket.emulator.rest;

import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.util.List;

/** How answers name the scopes of a token in their headers: it isn't documented, so a client has to bear all of it. */
public enum ScopeHeader {
    NEW_NAMES,
    OLD_NAMES,
    ABSENT;

    List<String> names(List<String> scopes) {
        return this == OLD_NAMES
                ? scopes.stream().map(Scopes::oldName).distinct().toList()
                : scopes;
    }
}
