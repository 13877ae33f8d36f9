package io.jenkins.plugins.bitbucket.core.api;

import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.http.ScopeNames;
import java.util.Collection;

/**
 * A scope of API tokens that this product needs. No scope implies another. Each use case declares the scopes that it
 * needs.
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

    /** Its name on Atlassian's page for API tokens. */
    public String fullName() {
        return fullName;
    }

    /** Whether every token needs it; the others are only for branches and pull requests. */
    public boolean required() {
        return required;
    }

    /** Its purpose, to complete “needed to”. */
    public String purpose() {
        return Sentences.of(purpose);
    }

    /** Whether a token with the scopes {@code names} has it; the names may be those of API tokens or of OAuth. */
    public boolean isAmong(Collection<String> names) {
        return ScopeNames.cover(names, fullName);
    }

    @Override
    public String toString() {
        return fullName;
    }
}
