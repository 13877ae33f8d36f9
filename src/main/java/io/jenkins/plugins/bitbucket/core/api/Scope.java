package io.jenkins.plugins.bitbucket.core.api;

import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.http.ScopeNames;
import java.util.Collection;

/**
 * A scope that this product needs on an API token. None implies another. Each use case declares those that it needs.
 *
 * <p>Source: <a href="https://support.atlassian.com/bitbucket-cloud/docs/api-token-permissions/">API token
 * permissions</a>.
 */
public enum Scope {
    READ_PROJECT("read:project:bitbucket", true, "Purpose.ReadProject"),
    READ_REPOSITORY("read:repository:bitbucket", true, "Purpose.ReadRepository"),
    READ_USER("read:user:bitbucket", true, "Purpose.ReadUser"),
    READ_WORKSPACE("read:workspace:bitbucket", true, "Purpose.ReadWorkspace"),
    READ_PULLREQUEST("read:pullrequest:bitbucket", false, "Purpose.ReadPullRequest"),
    WRITE_PULLREQUEST("write:pullrequest:bitbucket", false, "Purpose.WritePullRequest"),
    WRITE_REPOSITORY("write:repository:bitbucket", false, "Purpose.WriteRepository");

    private final String fullName;
    private final boolean required;
    private final String purpose;

    Scope(String fullName, boolean required, String purpose) {
        this.fullName = fullName;
        this.required = required;
        this.purpose = purpose;
    }

    /** As Atlassian names it where tokens are made. */
    public String fullName() {
        return fullName;
    }

    /** Whether every token should have it; the others are for branches and pull requests only. */
    public boolean required() {
        return required;
    }

    /** What it is for, as the end of “needed to”. */
    public String purpose() {
        return Sentences.of(purpose);
    }

    /** Whether a token has it that was granted {@code names}, be they of API tokens or in the older style of OAuth. */
    public boolean isAmong(Collection<String> names) {
        return ScopeNames.cover(names, fullName);
    }

    @Override
    public String toString() {
        return fullName;
    }
}
