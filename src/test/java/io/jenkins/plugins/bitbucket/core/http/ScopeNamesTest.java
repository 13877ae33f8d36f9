package io.jenkins.plugins.bitbucket.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScopeNamesTest {

    @ParameterizedTest
    @CsvSource({
        "repository, repository, true",
        "repository:write, repository, true",
        "repository:admin, repository:write, true",
        "repository:admin, repository, true",
        "repository, repository:write, false",
        "pullrequest, repository, true",
        "pullrequest, repository:write, false",
        "pullrequest:write, pullrequest, true",
        "pullrequest:write, repository:write, true",
        "repository:write, pullrequest, false",
        "account, read:user:bitbucket, true",
        "account, read:workspace:bitbucket, true",
        "account, read:project:bitbucket, false",
        "account:write, account, true",
        "project:admin, read:project:bitbucket, true",
        "pullrequest:write, write:repository:bitbucket, true",
        "write:repository:bitbucket, repository:write, true",
        "write:repository:bitbucket, read:repository:bitbucket, false",
        "write:pullrequest:bitbucket, read:pullrequest:bitbucket, false",
        "read:pullrequest:bitbucket, read:repository:bitbucket, false",
        "admin:repository:bitbucket, write:repository:bitbucket, false",
        "read:account, read:user:bitbucket, false",
        "read:me, read:user:bitbucket, false",
        "repository:delete, repository:write, false",
        "webhook, webhook, true"
    })
    void oldNamesImplyEachOtherAndNewNamesDoNot(String granted, String name, boolean covered) {
        assertThat(ScopeNames.cover(List.of(granted), name)).isEqualTo(covered);
    }

    @ParameterizedTest
    @CsvSource({
        "'read:user:bitbucket repository:write', 'read:user:bitbucket pullrequest', pullrequest",
        "'read:repository:bitbucket', 'repository repository:write', repository:write",
    })
    void missingScopesKeepTheRequestedNames(String granted, String required, String missing) {
        assertThat(ScopeNames.missing(List.of(required.split(" ")), List.of(granted.split(" "))))
                .containsExactly(missing);
    }
}
