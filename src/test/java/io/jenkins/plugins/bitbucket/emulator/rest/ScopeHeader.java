package io.jenkins.plugins.bitbucket.emulator.rest;

import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;

/** How answers name the scopes of a token in their headers: it isn't documented, so a client has to bear all of it. */
public enum ScopeHeader {
    NEW_NAMES,
    OLD_NAMES,
    ABSENT;

    Optional<String> written(Collection<String> scopes) {
        if (this == ABSENT) {
            return Optional.empty();
        }
        return Optional.of(scopes.stream()
                .map(scope -> this == OLD_NAMES ? Scopes.oldName(scope) : scope)
                .distinct()
                .collect(Collectors.joining(", ")));
    }
}
