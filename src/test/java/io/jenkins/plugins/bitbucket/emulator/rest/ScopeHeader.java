package io.jenkins.plugins.bitbucket.emulator.rest;

import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.util.List;

/**
 * The forms of the scopes in the headers of responses. They are not documented, so a client must support all of them.
 */
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
